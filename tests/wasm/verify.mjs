// Runs every case of a folder through verify.wasm and compares the report with the native one beside
// it. A case: N.file, N.trust (JSON), N.report (JSON, canonical).
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { open } from './judge.mjs';

const [wasmFile, folder] = process.argv.slice(2);
const verify = await open(wasmFile);
const words = new Map();
let failed = 0;
let cases = 0;
for (const name of readdirSync(folder).filter((each) => each.endsWith('.report'))) {
  const stem = path.join(folder, name.slice(0, -'.report'.length));
  const trust = JSON.parse(readFileSync(`${stem}.trust`, 'utf8'));
  const expected = readFileSync(`${stem}.report`, 'utf8');
  const report = await verify(readFileSync(`${stem}.file`), trust);
  cases += 1;
  words.set(JSON.parse(report).verdict, 1 + (words.get(JSON.parse(report).verdict) ?? 0));
  if (report !== expected) {
    failed += 1;
    console.error(`${stem}:\n  native ${expected}\n  wasm   ${report}`);
  }
}
console.log(cases, 'cases:', Object.fromEntries(words));
process.exitCode = failed === 0 && cases > 0 && words.has('authentic') && words.has('not authentic') ? 0 : 1;
