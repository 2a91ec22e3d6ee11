// verify.wasm as a page uses it, signatures checked by WebCrypto.
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';

export async function open(wasmFile) {
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
  return verify;
}
