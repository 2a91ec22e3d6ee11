// Judges status lists by Node's crypto and zlib alone, with what the standards say written down once
// more. Exits 1 with the reason when anything differs.
//     status_list_verify.mjs FILE [PLACE...]      FILE as vc+jwt, FILE.json beside it, and exactly
//                                                 these places set
//     status_list_verify.mjs entries JSON JWT     both name the same place
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const ENTRIES = 131072;

function base58(text, size) {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let number = 0n;
  for (const letter of text) {
    assert.ok(alphabet.includes(letter));
    number = number * 58n + BigInt(alphabet.indexOf(letter));
  }
  const bytes = Buffer.from(number.toString(16).padStart(2 * size, '0'), 'hex');
  assert.equal(bytes.length, size);
  return bytes;
}

// The key that a did:key names.
function keyOf(method) {
  const [did, fragment] = method.split('#');
  assert.equal(did, `did:key:${fragment}`);
  const bytes = base58(fragment.slice(1), 34);
  assert.equal(bytes.subarray(0, 2).toString('hex'), 'ed01');
  const x = bytes.subarray(2).toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
}

// Enough of RFC 8785 for what a list holds: no numbers, no characters beyond ASCII.
function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  assert.equal(typeof value, 'string');
  return JSON.stringify(value);
}
const sha256 = (text) => createHash('sha256').update(text).digest();

function openToken(text) {
  const [header, payload, signature] = text.split('.');
  const { alg, cty, kid, typ } = JSON.parse(Buffer.from(header, 'base64url'));
  assert.deepEqual([alg, cty, typ], ['EdDSA', 'vc', 'vc+jwt']);
  const input = Buffer.from(`${header}.${payload}`);
  assert.ok(verify(null, input, keyOf(kid), Buffer.from(signature, 'base64url')));
  const credential = JSON.parse(Buffer.from(payload, 'base64url'));
  assert.equal(credential.issuer, kid.split('#')[0]);
  return credential;
}

function openDocument(text) {
  const { proof, ...credential } = JSON.parse(text);
  const { proofValue, ...options } = proof;
  assert.equal(options.cryptosuite, 'eddsa-jcs-2022');
  const input = Buffer.concat([sha256(canonical(options)), sha256(canonical(credential))]);
  const signature = base58(proofValue.slice(1), 64);
  assert.ok(verify(null, input, keyOf(options.verificationMethod), signature));
  return credential;
}

function judge(credential, purpose, places) {
  assert.deepEqual(credential['@context'], ['https://www.w3.org/ns/credentials/v2']);
  assert.deepEqual(credential.type, ['VerifiableCredential', 'BitstringStatusListCredential']);
  assert.ok(credential.id.startsWith('https://') && credential.id.endsWith(`/status/1/${purpose}`));
  assert.ok(Date.parse(credential.validFrom) < Date.parse(credential.validUntil));
  const subject = credential.credentialSubject;
  assert.equal(subject.type, 'BitstringStatusList');
  assert.equal(subject.statusPurpose, purpose);
  assert.equal(subject.encodedList[0], 'u');
  const bits = gunzipSync(Buffer.from(subject.encodedList.slice(1), 'base64url'));
  assert.equal(8 * bits.length, ENTRIES);
  const set = [];
  for (let i = 0; i < ENTRIES; i++) {
    if ((bits[i >> 3] >> (7 - (i & 7))) & 1) {
      set.push(i);
    }
  }
  assert.deepEqual(set, places);
}

const [what, ...rest] = process.argv.slice(2);
if (what === 'entries') {
  const listed = JSON.parse(readFileSync(rest[0])).credentialStatus;
  const token = readFileSync(rest[1], 'utf8').trim().split('.')[1];
  const one = JSON.parse(Buffer.from(token, 'base64url')).credentialStatus;
  assert.deepEqual(listed.map((entry) => entry.statusPurpose), ['revocation', 'suspension']);
  assert.ok(listed.every((entry) => entry.type === 'BitstringStatusListEntry'));
  assert.ok(listed.every((entry) => entry.statusListIndex === listed[0].statusListIndex));
  assert.deepEqual(one, { ...listed[0], statusListIndex: Number(listed[0].statusListIndex) });
} else {
  const places = rest.map(Number).sort((a, b) => a - b);
  const purpose = what.split('/').at(-1);
  const credential = openToken(readFileSync(what, 'utf8'));
  judge(credential, purpose, places);
  assert.deepEqual(openDocument(readFileSync(`${what}.json`, 'utf8')), credential);
}
