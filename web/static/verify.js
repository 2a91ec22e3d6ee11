// The page that verifies: the file is judged here by the program that `loopledger verify` is, as
// WebAssembly, and sent to nobody. Its words are in the page, in the reader's language.
const BYTES_MAX = 8 << 20;
const at = (id) => document.getElementById(id);
const form = at('verify');
const words = new Map();
const said = new Map();
for (const one of document.querySelectorAll('#texts [data-word]')) words.set(one.dataset.word, one.textContent);
for (const one of document.querySelectorAll('#texts [data-said]')) said.set(one.dataset.said, one.textContent);

const say = (name, slots = {}) =>
  (words.get(name) ?? name).replace(/\{(\w+)\}/g, (whole, slot) => slots[slot] ?? whole);

// A sentence of the program in the reader's language; what stands behind ": " is of the file.
function translate(sentence) {
  const end = sentence.indexOf(': ');
  if (said.has(sentence) || end < 0 || !said.has(sentence.slice(0, end))) return said.get(sentence) ?? sentence;
  return `${said.get(sentence.slice(0, end))}: ${sentence.slice(end + 2)}`;
}

const language = { en: 'en-GB' }[document.documentElement.lang] ?? document.documentElement.lang;
const time = (text) => new Intl.DateTimeFormat(language,
  { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(text)) + ' UTC';
const number = (value) => new Intl.NumberFormat(language).format(value);

// ---- judging

// The wrong answer must not come of a browser that cannot check: a key that is known to be one.
async function canCheck() {
  try {
    const key = Uint8Array.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
      .match(/../g), (hex) => parseInt(hex, 16));
    await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return true;
  } catch {
    return false;
  }
}

let program;
async function load() {
  const reply = await fetch(form.dataset.wasm);
  if (!reply.ok) throw new Error('no program');
  return WebAssembly.instantiate(await WebAssembly.compile(await reply.arrayBuffer()));
}

async function isSigned(wasm) {
  const asked = wasm.ll_wasm_asked();
  const bytes = (from, size) => new Uint8Array(wasm.memory.buffer, from, size).slice();
  const place = new DataView(wasm.memory.buffer, asked + 96, 8);
  const message = bytes(place.getUint32(0, true), place.getUint32(4, true));
  try {
    const key = await crypto.subtle.importKey('raw', bytes(asked, 32), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, bytes(asked + 32, 64), message);
  } catch {
    return false; // no point of the curve
  }
}

// The report of src/proof/verify.h, or null: whom to trust cannot be read.
async function judge(file, trust) {
  program ??= load();
  program.catch(() => { program = undefined; });
  const wasm = (await program).exports;
  const parts = [file, trust.key ?? new Uint8Array(32), trust.issuer, trust.document, trust.log, trust.lists];
  const from = wasm.ll_wasm_input(parts.reduce((sum, part) => sum + part.length, 0));
  if (from === 0) throw new Error('no memory');
  let end = from;
  for (const part of parts) {
    new Uint8Array(wasm.memory.buffer, end, part.length).set(part);
    end += part.length;
  }
  wasm.ll_wasm_now(Math.floor(Date.now() / 1000));
  const sizes = parts.slice(2).map((part) => part.length);
  for (;;) {
    const more = wasm.ll_wasm_verify(file.length, trust.key ? 1 : 0, ...sizes);
    if (more < 0) return null;
    if (more === 0) break;
    wasm.ll_wasm_answer((await isSigned(wasm)) ? 1 : 0);
  }
  const report = new Uint8Array(wasm.memory.buffer, wasm.ll_wasm_report(), wasm.ll_wasm_report_bytes());
  return JSON.parse(new TextDecoder().decode(report.slice()));
}

async function trusted() {
  const text = (value) => new TextEncoder().encode(value);
  const files = async (id) => (await Promise.all([...at(id).files].map((one) => one.text()))).join('\n');
  const issuer = at('issuer').value.trim().replace(/#.*$/, '');
  const trust = { document: text(await files('document')), log: text(at('log').value.trim()),
    lists: text(await files('lists')), issuer: text('') };
  if (/^[0-9a-f]{64}$/i.test(issuer)) {
    trust.key = Uint8Array.from(issuer.match(/../g), (hex) => parseInt(hex, 16));
  } else if (issuer !== '' && trust.document.length === 0) {
    trust.issuer = text(issuer.startsWith('z6Mk') ? `did:key:${issuer}` : issuer);
  }
  return trust;
}

// ---- showing

const TONES = { authentic: 'good', yes: 'good', live: 'good', 'not-revoked': 'good', 'not authentic': 'bad',
  'not a signed certificate': 'bad', no: 'bad', revoked: 'bad', superseded: 'bad', expired: 'bad' };

// As the exit status of the command: 0, 1, 4.
function outcome(report) {
  const ended = ['revoked', 'superseded', 'expired'].includes(report.status);
  if (TONES[report.verdict] === 'bad' || report.in_the_log === 'no' || report.allocated === 'no' || ended) return 'fail';
  return report.verdict === 'authentic' && report.status !== 'under-review' ? 'pass' : 'open';
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function check(name, word, text) {
  const row = document.createElement('div');
  const value = document.createElement('dd');
  value.append(element('span', said.get(word) ?? say(word), `mark ${TONES[word] ?? 'wait'}`), element('p', text));
  row.append(element('dt', say(name)), value);
  return row;
}

function fact(name, text) {
  const row = document.createElement('div');
  row.append(element('dt', say(name)), element('dd', text));
  return row;
}

function show(heading, tone, text, checks = [], facts = []) {
  const title = at('result-title');
  title.textContent = '';
  title.append(tone ? element('span', heading, `mark ${tone}`) : heading);
  at('result-text').textContent = text;
  at('checks').replaceChildren(...checks);
  at('facts').replaceChildren(...facts);
  at('checks').hidden = checks.length === 0;
  at('facts').hidden = facts.length === 0;
  at('result').hidden = false;
}

// Of a sample: numbers, a time and words.
function sampled({ name, value }) {
  if (name.endsWith('redrawn')) return say(`sample_${name}_text`, { time: time(value) });
  return /^\d+$/.test(value) && name !== 'seed' ? number(value) : value;
}

function tell(report, name) {
  const result = outcome(report);
  const status = [report.status_text && translate(report.status_text),
    report.status_as_of && say('as_of', { time: time(report.status_as_of) })].filter(Boolean);
  const place = report.log_index !== undefined
    ? say('place', { index: number(report.log_index), size: number(report.log_size) }) : translate(report.log_text);
  const checks = [check('authentic', report.verdict, translate(report.text)), check('logged', report.in_the_log, place)];
  if (report.allocated) checks.push(check('allocated', report.allocated, translate(report.allocated_text)));
  checks.push(check('status', report.status, status.join('; ') || say('no_status')));
  const facts = [fact('file', name)];
  if (report.certificate) facts.push(fact('certificate', report.certificate));
  if (report.statement) facts.push(fact('statement', report.statement));
  if (report.issuer) facts.push(fact('issuer', report.issuer));
  if (report.signed_at) facts.push(fact('signed_at', time(report.signed_at)));
  for (const one of report.summary ?? []) facts.push(fact(`summary_${one.name}`, one.value));
  for (const one of report.sample ?? []) facts.push(fact(`sample_${one.name}`, sampled(one)));
  show(say(result), { pass: 'good', fail: 'bad', open: 'wait' }[result], say(`${result}_text`), checks, facts);
}

async function verify(bytes, name) {
  show(say('working', { file: name }), '', '');
  try {
    if (!(await canCheck())) return show(say('open'), 'wait', say('no_crypto'));
    const report = await judge(bytes, await trusted());
    if (report === null) show(say('open'), 'wait', say('bad_trust'));
    else tell(report, name);
  } catch {
    show(say('open'), 'wait', say('no_wasm'));
  } finally {
    at('result-title').focus();
  }
}

let last; // what was judged last, to be judged again when trust changes
async function take(file) {
  if (!file) return;
  if (file.size > BYTES_MAX) {
    last = undefined;
    show(say('fail'), 'bad', say('too_large'));
    return;
  }
  last = [new Uint8Array(await file.arrayBuffer()), file.name];
  await verify(...last);
}

async function fetchBundle(address, serial) {
  const reply = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!reply.ok) {
    const known = reply.status === 401 || reply.status === 403;
    show(say('open'), 'wait', say(known ? 'not_given' : 'not_there', { serial }));
    return;
  }
  last = [new Uint8Array(await reply.arrayBuffer()), `${serial}.bundle.json`];
  await verify(...last);
}

form.hidden = false;
at('scripts').hidden = true;
// Chosen again, the same file may hold something else by now.
at('file').addEventListener('click', (event) => { event.target.value = ''; });
at('file').addEventListener('change', (event) => take(event.target.files[0]));
at('code').addEventListener('change', (event) => {
  const text = event.target.value.trim();
  if (text === '') return;
  last = [new TextEncoder().encode(text), say('scanned')];
  verify(...last);
});
for (const id of ['issuer', 'log', 'document', 'lists']) {
  at(id).addEventListener('change', () => last && verify(...last));
}
for (const name of ['dragover', 'dragleave', 'drop']) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.toggle('over', name === 'dragover');
    if (name === 'drop') take(event.dataTransfer.files[0]);
  });
}
if (form.dataset.bundle) fetchBundle(form.dataset.bundle, at('certificate').value);
