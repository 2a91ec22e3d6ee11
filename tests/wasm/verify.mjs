// Runs every case of a folder through verify.wasm, signatures checked by WebCrypto, and compares the
// report with the native one beside it. A case: N.file, N.trust (JSON), N.report (JSON, canonical).
import { readFileSync, readdirSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import path from 'node:path';
import process from 'node:process';

const [wasmFile, folder] = process.argv.slice(2);
const module = await WebAssembly.compile(readFileSync(wasmFile));
if (WebAssembly.Module.imports(module).length !== 0) throw new Error('it asks for something');
const { exports: wasm } = await WebAssembly.instantiate(module);
const bytesAt = (at, size) => new Uint8Array(wasm.memory.buffer, at, size).slice();

async function isSigned() {
  const asked = wasm.ll_wasm_asked();
  const place = new DataView(wasm.memory.buffer, asked + 96, 8);
  const message = bytesAt(place.getUint32(0, true), place.getUint32(4, true));
  try {
    const key = await webcrypto.subtle.importKey('raw', bytesAt(asked, 32), 'Ed25519', false, ['verify']);
    return await webcrypto.subtle.verify('Ed25519', key, bytesAt(asked + 32, 64), message);
  } catch {
    return false; // no point of the curve
  }
}

async function verify(file, trust) {
  const text = (value) => new TextEncoder().encode(value ?? '');
  const key = trust.key ? Buffer.from(trust.key, 'hex') : new Uint8Array(32);
  const rest = [text(trust.issuer), text(trust.document), text(trust.log), text(trust.list)];
  const parts = [file, key, ...rest];
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const at = wasm.ll_wasm_input(total);
  if (at === 0) throw new Error('no memory');
  new Uint8Array(wasm.memory.buffer, at, total).set(Buffer.concat(parts));
  let more;
  const sizes = rest.map((part) => part.length);
  while ((more = wasm.ll_wasm_verify(file.length, trust.key ? 1 : 0, ...sizes)) === 1) {
    wasm.ll_wasm_answer((await isSigned()) ? 1 : 0);
  }
  if (more !== 0) throw new Error('not verified');
  return Buffer.from(bytesAt(wasm.ll_wasm_report(), wasm.ll_wasm_report_bytes())).toString('utf8');
}

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
