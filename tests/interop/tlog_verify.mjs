// Checks an exported log, its proofs and its cosignatures with code that shares nothing with ours:
// Node's crypto, RFC 6962's definition of the root over whole lists, RFC 9162's way to check proofs.
//
//     tlog_verify.mjs FOLDER KEY WITNESSKEY REQUEST… -- LOGGED…
//
// REQUEST: what 'log request' wrote; LOGGED: the member 'log' of a certificate's bundle, with its
// proofs. Exit 1, with the reason, at the first thing that is not as it should be.
import { strict as assert } from 'node:assert';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

// RFC 6962, 2.1: split at the largest power of two below the size.
function rootOf(leaves, lo, hi) {
  if (hi === lo) return sha256('');
  if (hi - lo === 1) return leaves[lo];
  let k = 1;
  while (k * 2 < hi - lo) k *= 2;
  return nodeHash(rootOf(leaves, lo, lo + k), rootOf(leaves, lo + k, hi));
}

// RFC 9162, 2.1.3.2
function includes(hash, index, size, proof, root) {
  if (index >= size) return false;
  let [fn, sn, r] = [index, size - 1, hash];
  for (const p of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      r = nodeHash(r, p);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && r.equals(root);
}

// RFC 9162, 2.1.4.2
function extendsIt(first, second, proof, oldRoot, root) {
  if (first === 0 || first === second) {
    return proof.length === 0 && (first === 0 || oldRoot.equals(root));
  }
  const path = Number.isInteger(Math.log2(first)) ? [oldRoot, ...proof] : [...proof];
  if (path.length === 0) return false;
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [fr, sr] = [path[0], path[0]];
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      sr = nodeHash(sr, c);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && fr.equals(oldRoot) && sr.equals(root);
}

function readKey(text) {
  const [, name, hex, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const coded = Buffer.from(base64, 'base64');
  assert.equal(coded.length, 33);
  assert.equal(sha256(name, '\n', coded).subarray(0, 4).toString('hex'), hex);
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), coded.subarray(1)]);
  return { name, hex, type: coded[0], key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

// Is the note signed by the key? Of a cosignature the time is part of what is signed.
function signedBy(note, key) {
  const end = note.lastIndexOf('\n\n') + 1;
  const text = note.slice(0, end);
  const lines = note.slice(end + 1).split('\n').slice(0, -1);
  return lines.some((line) => {
    const [mark, name, base64] = line.split(' ');
    const bytes = Buffer.from(base64, 'base64');
    if (mark !== '—' || name !== key.name || bytes.toString('hex', 0, 4) !== key.hex) return false;
    const message =
      key.type === 4 ? `cosignature/v1\ntime ${bytes.readBigUInt64BE(4)}\n${text}` : text;
    return verify(null, Buffer.from(message), key.key, bytes.subarray(key.type === 4 ? 12 : 4));
  });
}

function readCheckpoint(note) {
  const [origin, size, root] = note.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

const inGroups = (n) => {
  const groups = [String(n % 1000).padStart(3, '0')];
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  }
  return groups.join('/');
};
function tiles(folder, level, count) {
  const read = [];
  for (let n = 0; n * 256 < count; n++) {
    const width = Math.min(256, count - n * 256);
    const partial = width < 256 ? `.p/${width}` : '';
    read.push(readFileSync(`${folder}/tile/${level}/${inGroups(n)}${partial}`));
  }
  return read;
}

function readEntries(folder, size) {
  const entries = [];
  for (const bundle of tiles(folder, 'entries', size)) {
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
      entries.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)));
    }
  }
  return entries;
}

const [folder, keyText, witnessText, ...files] = process.argv.slice(2);
const cut = files.indexOf('--');
const requests = files.slice(0, cut);
const bundles = files.slice(cut + 1);
const key = readKey(keyText);
const note = readFileSync(`${folder}/checkpoint`, 'utf8');
const { origin, size, root } = readCheckpoint(note);
assert.equal(origin, key.name);
assert(signedBy(note, key), 'the checkpoint is not signed by the key');
assert(signedBy(note, readKey(witnessText)), 'the checkpoint is not cosigned');

const entries = readEntries(folder, size);
assert.equal(entries.length, size);
const leaves = entries.map(leafHash);
assert(rootOf(leaves, 0, size).equals(root), 'the entries do not give the root');
for (let level = 0, hashes = leaves; hashes.length > 0; level++) {
  const stored = Buffer.concat(tiles(folder, level, hashes.length));
  assert(stored.equals(Buffer.concat(hashes)), `tiles of level ${level}`);
  const whole = Math.floor(hashes.length / 256);
  hashes = Array.from({ length: whole }, (_, i) => rootOf(hashes, i * 256, i * 256 + 256));
}

for (const file of requests) {
  const text = readFileSync(file, 'utf8');
  const blank = text.indexOf('\n\n');
  const [first, ...hashes] = text.slice(0, blank).split('\n');
  const asked = readCheckpoint(text.slice(blank + 2));
  const old = Number(/^old (\d+)$/.exec(first)[1]);
  const proof = hashes.map((hash) => Buffer.from(hash, 'base64'));
  assert(signedBy(text.slice(blank + 2), key), `${file}: not signed`);
  assert(extendsIt(old, asked.size, proof, rootOf(leaves, 0, old), asked.root), `${file}: proof`);
}

for (const file of bundles) {
  for (const { entry, proof } of JSON.parse(readFileSync(file, 'utf8')).entries) {
    const blank = proof.indexOf('\n\n');
    const [format, at, ...hashes] = proof.slice(0, blank).split('\n');
    const shown = readCheckpoint(proof.slice(blank + 2));
    assert.equal(format, 'c2sp.org/tlog-proof@v1');
    const index = Number(/^index (\d+)$/.exec(at)[1]);
    assert(signedBy(proof.slice(blank + 2), key), `${file}: not signed`);
    const path = hashes.map((hash) => Buffer.from(hash, 'base64'));
    assert(includes(leafHash(entry), index, shown.size, path, shown.root), `${file}: proof`);
  }
}
console.log(`agreed: ${size} entries, ${requests.length} extensions, ${bundles.length} bundles`);
