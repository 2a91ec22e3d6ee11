// A plant signs where the page is read: its key file is read here, kept by nobody and sent nowhere.
// What is shown is made of the very text that is signed. A key can be made here, too.
const at = (id) => document.getElementById(id);
const utf8 = new TextEncoder();
const language = { en: 'en-GB' }[document.documentElement.lang] ?? document.documentElement.lang;
const number = (value) => new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const dictionary = (box, kind) => new Map([...(box?.querySelectorAll(`[data-${kind}]`) ?? [])]
  .map((one) => [one.dataset[kind], one.textContent]));
const fill = (text, slots) => text.replace(/\{(\w+)\}/g, (whole, slot) => slots[slot] ?? whole);

// ---- keys, as `loopledger key make` writes them

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const PUBLIC = [0xed, 0x01];
const SECRET = [0x80, 0x26];
const PKCS8 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

function base58(bytes) {
  let value = bytes.reduce((all, byte) => all * 256n + BigInt(byte), 0n);
  let text = '';
  for (; value > 0n; value /= 58n) text = ALPHABET[Number(value % 58n)] + text;
  return text;
}

// 'z…' of 32 bytes behind the two that say what they are, or null.
function unbase58(text, front) {
  if (typeof text !== 'string' || !/^z[1-9A-HJ-NP-Za-km-z]{40,60}$/.test(text)) return null;
  let value = [...text.slice(1)].reduce((all, letter) => all * 58n + BigInt(ALPHABET.indexOf(letter)), 0n);
  const bytes = [];
  for (; value > 0n; value /= 256n) bytes.unshift(Number(value % 256n));
  return bytes.length === 34 && front.every((byte, i) => bytes[i] === byte) ? new Uint8Array(bytes.slice(2)) : null;
}

const unbase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

async function canSign() {
  try {
    const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return Boolean(await crypto.subtle.sign('Ed25519', pair.privateKey, utf8.encode('x')));
  } catch {
    return false;
  }
}

// ---- signing

class Refused extends Error {}

const KEY_BYTES_MAX = 1024;
async function readKey(file) {
  if (file.size > KEY_BYTES_MAX) throw new Refused('bad_file');
  let content;
  try {
    content = JSON.parse(await file.text());
  } catch {
    throw new Refused('bad_file');
  }
  const seed = unbase58(content?.secret, SECRET);
  const own = unbase58(content?.public, PUBLIC);
  if (content?.kind !== 'loopledger-signing-key' || !seed || !own) throw new Refused('bad_file');
  return { name: content.public, own, seed };
}

// The signature over the text, with the key that the statement names and no other.
async function sign(text, file) {
  const statement = JSON.parse(text);
  const key = await readKey(file);
  if (key.name !== statement.key) throw new Refused('other_key');
  const secret = await crypto.subtle.importKey('pkcs8', new Uint8Array([...PKCS8, ...key.seed]), 'Ed25519', false, ['sign']);
  key.seed.fill(0);
  const own = await crypto.subtle.importKey('raw', key.own, 'Ed25519', false, ['verify']);
  const signature = await crypto.subtle.sign('Ed25519', secret, utf8.encode(text));
  if (!(await crypto.subtle.verify('Ed25519', own, signature, utf8.encode(text)))) throw new Refused('wrong_secret');
  return hex(new Uint8Array(signature));
}

function row(label, value, isId) {
  const box = document.createElement('div');
  const name = document.createElement('dt');
  const said = document.createElement('dd');
  const text = document.createElement(isId ? 'span' : 'bdi');
  name.textContent = label;
  text.textContent = value;
  if (isId) text.className = 'id';
  said.append(text);
  box.append(name, said);
  return box;
}

// The facts of a text, each under its label: nothing of it is left out.
function factsOf(object, labels, said) {
  const label = (name) => labels.get(name) ?? name;
  const word = (value) => said.get(value) ?? value;
  const mass = (value) => (value < 1000 ? `${number(value)} g` : `${number(value / 1000)} kg`);
  const rows = [];
  for (const [name, value] of Object.entries(object)) {
    if (Array.isArray(value)) {
      for (const item of value) {
        const [first, second] = Object.entries(item);
        rows.push(row(`${label(name)} · ${word(first[1])}`,
          second[0].endsWith('_g') ? mass(second[1]) : `${number(second[1])} ${label(second[0])}`));
      }
    } else if (name === 'month') {
      rows.push(row(label(name), new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' })
        .format(new Date(`${value}-01T00:00:00Z`))));
    } else if (typeof value === 'number') {
      rows.push(row(label(name), name.endsWith('_g') || isGrams(object, name) ? mass(value) : number(value)));
    } else {
      const isId = ['key', 'receipt', 'treatment', 'salt'].includes(name) || name.endsWith('_digest');
      rows.push(row(label(name), isId ? String(value) : word(String(value)), isId));
    }
  }
  return rows;
}

// What nobody counted: grams stand where pieces do.
const isGrams = (object, name) => object.measure === 'grams' && ['units', 'declared', 'rejected'].includes(name);

async function begin(box) {
  const words = dictionary(at('sign-texts'), 'word');
  const labels = dictionary(at('sign-texts'), 'label');
  const said = dictionary(at('sign-texts'), 'said');
  const say = (name, slots = {}) => { at('sign-said').textContent = fill(words.get(name) ?? name, slots); };
  const input = document.querySelector(`form input[type=file][name="${box.dataset.field}"]`);
  if (!(await canSign())) {
    say('no_crypto');
    return;
  }
  // Taken once: what is shown is what is signed, whatever becomes of the page.
  const text = at('sign-text').textContent;
  const beside = at('sign-beside')?.textContent;
  const facts = document.createElement('dl');
  facts.className = 'facts';
  facts.append(...factsOf(JSON.parse(text), labels, said));
  at('sign-facts').replaceChildren(facts);
  if (beside) {
    const digest = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(beside))));
    if (digest !== JSON.parse(text).packages_digest) {
      say('changed');
      return;
    }
    const title = document.createElement('h3');
    const more = document.createElement('dl');
    title.textContent = words.get('packages');
    more.className = 'facts';
    more.append(...factsOf(JSON.parse(beside), labels, said));
    at('sign-facts').append(title, more);
  }
  at('sign-here').hidden = false;
  at('sign-otherwise').open = false;
  at('sign-now').addEventListener('click', async () => {
    const file = at('sign-key').files[0];
    if (!file) {
      say('no_key');
      return;
    }
    try {
      const signature = await sign(text, file);
      const packages = beside ? `"packages":${beside},` : '';
      const whole = new File([`{${packages}"signature":"${signature}","statement":${text}}\n`], box.dataset.file,
        { type: 'application/json' });
      const files = new DataTransfer();
      files.items.add(whole);
      input.files = files.files;
      say('done');
      input.form.querySelector('button[type=submit]').focus();
    } catch (error) {
      say(error instanceof Refused ? error.message : 'bad_file', { key: JSON.parse(text).key });
    } finally {
      at('sign-key').value = '';
    }
  });
}

// ---- making a key

async function make() {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const name = `z${base58([...PUBLIC, ...unbase64(jwk.x)])}`;
  const content = { created: new Date().toISOString().replace(/\.\d+Z$/, 'Z'), kind: 'loopledger-signing-key',
    public: name, secret: `z${base58([...SECRET, ...unbase64(jwk.d)])}` };
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(content)}\n`], { type: 'application/json' }));
  link.download = `plant-${name.slice(-6)}.key`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return name;
}

async function beginKey() {
  const words = dictionary(at('new-key-texts'), 'word');
  if (!(await canSign())) {
    at('new-key-said').textContent = words.get('no_crypto');
    return;
  }
  at('new-key-here').hidden = false;
  at('new-key-make').addEventListener('click', async () => {
    at('new-key-here').hidden = true; // one at a time: a second file would be taken for this one
    try {
      at('new-key-public').textContent = await make();
      at('new-key-public').hidden = false;
      at('new-key-said').textContent = words.get('made');
    } catch {
      at('new-key-said').textContent = words.get('no_crypto');
    }
  });
}

if (at('sign')) begin(at('sign'));
if (at('new-key')) beginKey();
