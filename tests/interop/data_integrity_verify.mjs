// Checks our signed documents with code that shares nothing with ours: Node's own crypto, a
// canonicaliser of a few lines, a base 58 reader over big integers. Reads one signed document a
// line from standard input, prints "valid" or why not for each; exit 1 unless all are valid.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';

// RFC 8785: JSON.stringify writes numbers and strings as it asks, and < on strings compares UTF-16.
export function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function base58(text, size) {
  let number = 0n;
  for (const c of text) {
    const digit = digits.indexOf(c);
    if (digit < 0) throw new Error(`no base 58 digit: ${c}`);
    number = number * 58n + BigInt(digit);
  }
  return Buffer.from(number.toString(16).padStart(2 * size, '0'), 'hex');
}

const sha256 = (text) => createHash('sha256').update(text, 'utf8').digest();

export function check(document) {
  const { proof, ...unsigned } = document;
  const { proofValue, ...config } = proof;
  if (config.cryptosuite !== 'eddsa-jcs-2022' || config.proofPurpose !== 'assertionMethod') {
    return 'another suite or purpose';
  }
  const [did, fragment] = config.verificationMethod.split('#');
  const issuer = typeof document.issuer === 'string' ? document.issuer : document.issuer.id;
  if (did !== issuer || did !== `did:key:${fragment}`) {
    return 'the key is not the issuer\'s';
  }
  const key = base58(fragment.slice(1), 34);
  const signature = base58(proofValue.slice(1), 64);
  if (key.length !== 34 || key[0] !== 0xed || key[1] !== 0x01 || signature.length !== 64) {
    return 'not an Ed25519 key and signature';
  }
  const input = Buffer.concat([sha256(canonical(config)), sha256(canonical(unsigned))]);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.subarray(2).toString('base64url') };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  return verify(null, input, publicKey, signature) ? 'valid' : 'the signature does not match';
}

const lines = readFileSync(0, 'utf8').split('\n').filter((line) => line !== '');
let bad = lines.length === 0 ? 1 : 0;
for (const line of lines) {
  const answer = check(JSON.parse(line));
  console.log(answer);
  bad += answer === 'valid' ? 0 : 1;
}
process.exitCode = bad === 0 ? 0 : 1;
