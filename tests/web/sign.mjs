// A recycler's clerk, with a browser alone: makes the plant's key, which the operator registers, signs a receipt that
// differs from the papers and a treatment. The key is sent nowhere, and what is changed between being
// shown and being stored is refused. Without scripts the same pages say how to sign elsewhere.
//     sign.mjs ADDRESS LINKS_JSON CHROMIUM HTML_FOLDER LOCALE
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

import { address, fill, findings, json, look, password, run, send, signIn, store } from './walk.mjs';

const locale = process.argv[6];
const words = {
  en: { start: 'Your plant', desk: 'Desk', store: 'Store', key: 'Make a key and save its file', sign: 'Sign', go: 'Go on, and read it before you sign',
    mass: '8.3 kg', boards: /boards/i },
  fr: { start: 'Votre usine', desk: 'Bureau', store: 'Enregistrer', key: 'Créer une clé et enregistrer son fichier', sign: 'Signer',
    go: 'Continuer, et lire avant de signer', mass: '8,3 kg', boards: /circuits imprimés/i },
}[locale];
const way = { locale, javaScriptEnabled: true };
const plain = { locale, javaScriptEnabled: false };
const keyFile = `plant-${locale}.key`;

// What leaves the browser: never any of the secret.
function watch(page, sent) {
  page.on('request', (request) => sent.push(`${request.url()} ${request.postDataBuffer()?.toString('latin1') ?? ''}`));
}

async function makeKey(page) {
  await page.goto(`${address}/facilities/works`);
  assert.equal((await json(page, '/facilities/works')).keys.length, 0);
  await look(page, way, 'sign-key');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: words.key }).click();
  await (await download).saveAs(keyFile);
  const key = JSON.parse(readFileSync(keyFile, 'utf8'));
  assert.equal(await page.locator('#new-key-public').innerText(), key.public);
  assert.equal(await page.getByRole('button', { name: words.key }).isVisible(), false);
  await look(page, way, 'sign-key-made');
  return key;
}

// The operator's to register: an account of the plant's brings none.
async function register(page, desk, key) {
  const refused = await page.goto(`${address}/forms/facilities/works/keys`);
  assert.equal(refused.status(), 403);
  await desk.goto(`${address}/forms/facilities/works/keys`);
  await fill(desk, { public_key: key.public });
  await store(desk, words.store);
  assert.deepEqual((await json(page, '/facilities/works')).keys.map((one) => one.public_key), [key.public]);
}

async function ask(page, path, values) {
  await page.goto(`${address}/forms${path}`);
  await fill(page, values);
  await send(page, words.go);
  assert.equal(await page.locator('main [role=alert]').count(), 0, await page.innerText('main'));
}

async function signNow(page, file = keyFile) {
  await page.locator('#sign-here').waitFor();
  await page.setInputFiles('#sign-key', file);
  await page.getByRole('button', { name: words.sign, exact: true }).click();
  await page.waitForFunction(() => document.getElementById('sign-said').textContent !== '');
  assert.equal(await page.inputValue('#sign-key'), '', 'the file of the key is let go');
}
const signedFile = (page, field) => page.evaluate(async (name) => {
  const file = document.querySelector(`form [name="${name}"]`).files[0];
  return file ? file.text() : null;
}, field);

async function changed(page, field, change) {
  await page.evaluate(([name, from, to]) => {
    const input = document.querySelector(`form [name="${name}"]`);
    return input.files[0].text().then((text) => {
      if (!text.includes(from)) throw new Error(text);
      const files = new DataTransfer();
      files.items.add(new File([text.replace(from, to)], 'changed.json'));
      input.files = files.files;
    });
  }, [field, ...change]);
  await send(page, words.store);
  assert.equal(await page.locator('main [role=alert]').count(), 1);
}

// 96 of 100 came: what is wrong is told where it was typed, and nothing is stored before it is signed.
const counted = { units: '96', mass: '8.3kg' };
async function receive(page, browserWay, key) {
  await ask(page, '/shipments/way-1/receipt-statement', counted);
  await page.locator('#sign-here').waitFor();
  const shown = await page.locator('#sign-facts').innerText();
  for (const fact of ['96', '100', words.mass, key.public]) assert.ok(shown.includes(fact), `${fact}: ${shown}`);
  await look(page, way, 'sign-receipt');
  assert.deepEqual((await json(page, '/receipts')).items, [], 'nothing is stored');

  // Another plant's key signs nothing here; nor does what is no key.
  const other = { ...key, public: 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' };
  for (const wrong of [JSON.stringify(other), '{"kind":"loopledger-signing-key"}', 'no key']) {
    await signNow(page, { name: 'x.key', mimeType: 'application/json', buffer: Buffer.from(wrong) });
    assert.equal(await signedFile(page, 'file'), null);
    await page.evaluate(() => { document.getElementById('sign-said').textContent = ''; });
  }
  const said = await page.locator('#sign-text').textContent();
  await signNow(page);
  const signed = JSON.parse(await signedFile(page, 'file'));
  assert.deepEqual(signed.statement, JSON.parse(said), 'what is shown is what is signed');
  await look(page, way, 'sign-receipt-signed');
  await changed(page, 'file', ['"units":96', '"units":97']);
  assert.deepEqual((await json(page, '/receipts')).items, []);

  await ask(page, '/shipments/way-1/receipt-statement', counted);
  await signNow(page);
  await fill(page, { amount: '40 EUR', note: locale === 'en' ? 'four are missing' : 'il en manque quatre' });
  await store(page, words.store);
  const [receipt] = (await json(page, '/receipts')).items;
  assert.equal(receipt.units, 96);
  const [open] = (await json(page, '/cases?open=true')).items;
  assert.equal(open.units_gone, 4);
  return receipt.receipt_id;
}

// Packages counted one by one: they go beside the statement, which has their digest.
async function receivePackages(page) {
  await ask(page, '/shipments/way-2/receipt-statement', { units: '98', mass: '8.5kg', 'package_counts.0.0': 'bag-2', 'package_counts.0.1': '98' });
  await page.locator('#sign-here').waitFor();
  assert.match(await page.locator('#sign-facts').innerText(), /bag-2/);
  await signNow(page);
  await store(page, words.store);
  assert.equal((await json(page, '/receipts')).items.length, 2);
}

async function treat(page, receipt) {
  const path = `/receipts/${receipt}/treatment-statement`;
  await ask(page, path, { kind: 'metallurgical', operation: 'r4', 'outputs.0.0': 'boards', 'outputs.0.1': '1.8kg',
    'outputs.1.0': 'slag', 'outputs.1.1': '6.5kg' });
  await page.locator('#sign-here').waitFor();
  assert.match(await page.locator('#sign-facts').innerText(), words.boards);
  await look(page, way, 'sign-treatment');
  await signNow(page);
  await changed(page, 'statement', ['"mass_g":1800', '"mass_g":1900']);
  assert.deepEqual((await json(page, '/treatments')).items, []);
  await ask(page, path, { kind: 'metallurgical', operation: 'r4', 'outputs.0.0': 'boards', 'outputs.0.1': '1.8kg',
    'outputs.1.0': 'slag', 'outputs.1.1': '6.5kg' });
  await signNow(page);
  await store(page, words.store);
  assert.equal((await json(page, '/treatments')).items.length, 1);
}

// Without scripts: the facts, the command, and the field for what it writes.
async function withoutScripts(browser) {
  const page = await (await browser.newContext({ ...plain, viewport: { width: 360, height: 900 } })).newPage();
  await page.goto(`${address}/sessions`);
  await page.fill('[name=email]', 'clerk@smelter.example');
  await page.fill('[name=password]', password);
  await page.locator('main button').first().click();
  await ask(page, '/shipments/way-1/receipt-statement', counted);
  assert.equal(await page.locator('#sign-here').isVisible(), false);
  const shown = await page.locator('#sign').innerText();
  assert.match(shown, /loopledger receipt sign .*--declared 100 .*--mass 8300g .*--units 96 --key/);
  assert.equal(await page.locator('form [name=file]').isVisible(), true);
  await look(page, plain, 'sign-plain');
  await page.goto(`${address}/facilities/works`);
  await look(page, plain, 'sign-key-plain');
}

await run(`of a plant that signs (${locale})`, async (browser) => {
  const page = await signIn(browser, way, 'sign', 'clerk@smelter.example', words.start);
  const sent = [];
  watch(page, sent);
  const key = await makeKey(page);
  await register(page, await signIn(browser, way, 'sign-desk', 'desk@oneforone.example', words.desk), key);
  await withoutScripts(browser);
  const receipt = await receive(page, way, key);
  await receivePackages(page);
  await treat(page, receipt);
  assert.ok(sent.length > 20);
  const secret = key.secret.slice(4);
  for (const one of sent) if (one.includes(secret)) findings.push(`the key was sent: ${one.slice(0, 80)}`);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  writeFileSync('sent.txt', `${sent.length}\n`);
});
