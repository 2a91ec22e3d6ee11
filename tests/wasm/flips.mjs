// The changes that flips.c wrote into a folder, judged by verify.wasm as the native code judged them.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { open } from './judge.mjs';

const [wasmFile, folder] = process.argv.slice(2);
const verify = await open(wasmFile);
const trust = { key: readFileSync(`${folder}/issuer.key`, 'utf8') };
let failed = 0;
for (const name of ['bundle', 'token', 'pdf']) {
  const file = readFileSync(`${folder}/${name}.file`);
  const lines = readFileSync(`${folder}/${name}.flips`, 'utf8').split('\n').slice(0, -1);
  if (JSON.parse(await verify(file, trust)).verdict !== 'authentic') throw new Error(name);
  for (const line of lines) {
    const { at, mask, report } = JSON.parse(line);
    const changed = Buffer.from(file);
    changed[at] ^= mask;
    const found = await verify(changed, trust);
    if (found !== report) {
      failed += 1;
      console.error(`${name}, byte ${at} ^ ${mask}:\n  native ${report}\n  wasm   ${found}`);
    }
  }
  if (lines.length < 20) throw new Error(`${name}: too few changes`);
  console.log(`${name}: ${lines.length} changes`);
}
process.exitCode = failed === 0 ? 0 : 1;
