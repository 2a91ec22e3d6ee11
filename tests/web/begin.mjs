// A new operator's first hour, with a browser alone and without scripts: from the link that the server
// of an empty ledger prints, by the operator's organisation and its first person, to a first shipment,
// by the steps that the desk tells, each from its own link.
//     begin.mjs ADDRESS LINKS_JSON CHROMIUM HTML_FOLDER LOCALE
import assert from 'node:assert/strict';

import { act, address, fill, json, links, look, nothingDenied, password, run, signIn, store } from './walk.mjs';

const locale = process.argv[6];
const words = {
  en: { desk: 'Desk', store: 'Store', steps: 'The steps to your first shipment', done: 'done', none: 'No programme yet.',
    begin: 'Begin', home: 'Netherlands' },
  fr: { desk: 'Bureau', store: 'Enregistrer', steps: 'Les étapes jusqu’à votre première expédition', done: 'fait', none: 'Aucun programme encore.',
    begin: 'Commencer', home: 'Pays-Bas' },
}[locale];
const way = { locale, javaScriptEnabled: false };
const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(`a photo, ${locale}`) };
const bought = { name: 'po.csv', mimeType: 'text/csv',
  buffer: Buffer.from('document_id,line_id,device_class,quantity,date\nPO-1,1,smartphone,120,2026-11-02\n') };

// The step of the desk that comes next, by its link.
async function step(page, number) {
  await page.goto(`${address}/`);
  const section = page.locator('section', { has: page.getByRole('heading', { name: words.steps }) });
  const items = section.locator('ol > li');
  assert.equal(await items.count(), 9);
  for (let i = 0; i < number; i++) {
    assert.match(await items.nth(i).innerText(), new RegExp(words.done, 'i'), `step ${i} is done`);
  }
  assert.equal(await items.nth(number).locator('.mark').count(), 0, `step ${number} is not`);
  await items.nth(number).locator('a').click();
  assert.match(page.url(), /\/forms\//);
}

// The organisation and its first person, by the one link; it works once.
async function first(browser) {
  const page = await (await browser.newContext({ ...way, viewport: { width: 360, height: 900 } })).newPage();
  const asked = address + links.first;
  await page.goto(asked);
  await look(page, way, 'begin-first');
  const person = { organisation: 'oneforone', name: 'Ada Desk (invented)', email: 'desk@one.example', password };
  await fill(page, person);
  await page.getByRole('button', { name: words.begin, exact: true }).click();
  assert.equal(await page.locator('[name=organisation_name]').getAttribute('aria-invalid'), 'true', 'nobody knows it');
  await look(page, way, 'begin-unknown');
  await fill(page, { ...person, organisation_name: 'One for One (example)', country: { label: words.home } });
  await page.getByRole('button', { name: words.begin, exact: true }).click();
  assert.equal(new URL(page.url()).pathname, '/sessions');
  const again = await page.goto(asked);
  assert.equal(again.status(), 404);
}

async function partners(page) {
  const all = [['utrecht', 'NL'], ['kumasi-repair', 'GH'], ['blueline', 'GH'], ['smelter', 'GH']];
  for (const [code, country] of all) {
    await page.goto(`${address}/forms/organisations`);
    await fill(page, { code, country, name: `${code} (example)` });
    await store(page, words.store);
  }
}

async function places(page) {
  const all = [['kumasi', 'kumasi-repair', false], ['accra-works', 'smelter', true]];
  for (const [code, organisation, plant] of all) {
    await page.goto(`${address}/forms/facilities`);
    await fill(page, { code, organisation, country: 'GH', name: `${code} (example)`, ...(plant && { plant: true }) });
    await store(page, words.store);
  }
}

await run(`of a first hour (${locale})`, async (browser) => {
  await first(browser);
  const page = await signIn(browser, way, 'begin', 'desk@one.example', words.desk);
  await nothingDenied(page, 'begin');
  for (const list of ['organisations', 'facilities', 'programmes', 'collections', 'orders', 'packages', 'shipments',
    'certificates', 'holds', 'lots', 'receipts', 'treatments', 'cases', 'users', 'tokens', 'webhooks']) {
    await page.goto(`${address}/${list}`);
    await look(page, way, `begin-empty-${list}`);
    if (await page.locator('.empty').count()) {
      assert.ok((await page.locator('.empty').first().innerText()).length > 10, `${list} says what belongs there`);
    }
  }
  await page.goto(`${address}/programmes`);
  assert.match(await page.innerText('main'), new RegExp(words.none));
  await page.locator('main a.button').click();
  assert.match(page.url(), /\/forms\/programmes$/);

  await step(page, 0);
  await partners(page);
  await step(page, 1);
  await places(page);
  await step(page, 2);
  // What is wrong is said at its field, and what was typed stays.
  await fill(page, { code: 'africa', operator: 'nobody', oldest_vintage: '2026-01',
    classes: 'smartphone=smartphone+feature_phone_nb:1.50 EUR' });
  await page.getByRole('button', { name: words.store, exact: true }).click();
  assert.equal(await page.locator('[name=operator]').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.inputValue('[name=code]'), 'africa');
  await look(page, way, 'begin-refused');
  assert.equal(await page.locator('[name=operator]').evaluate((one) => one === document.activeElement), true);
  // By rows, in the reader's way of writing amounts.
  await fill(page, { operator: 'oneforone', classes: '', 'classes.0.0': 'smartphone', 'classes.0.2': 'smartphone',
    'classes.0.3': 'feature_phone_nb', 'classes.0.4': locale === 'fr' ? '1,50 EUR' : '1.50 EUR' });
  await store(page, words.store);
  await step(page, 3);
  await fill(page, { collected_on: '2026-11-02', collector: 'kumasi-repair', facility: 'kumasi', price: '79.20 GHS',
    'lots.0.0': 'feature_phone_nb', 'lots.0.1': '180', 'lots.0.2': locale === 'fr' ? '16,2 kg' : '16.2kg', 'lots.0.3': 'removed', programme: 'africa', evidence: photo });
  await store(page, words.store);
  await look(page, way, 'begin-collection');
  const [{ lot_id: lot }] = (await json(page, '/lots')).items;
  await step(page, 4);
  await fill(page, { beneficiary: 'utrecht', class_code: 'smartphone', code: 'utrecht.phones', programme: 'africa' });
  await store(page, words.store);
  await step(page, 5);
  await fill(page, { beneficiary: 'utrecht', programme: 'africa', file: bought });
  await store(page, words.store);
  await step(page, 6);
  await look(page, way, 'begin-run');
  await store(page, words.store);
  assert.match(await page.innerText('main'), /\b120\b/, 'what was matched is told');
  await look(page, way, 'begin-ran');
  assert.equal((await json(page, '/orders/utrecht.phones')).allocated_units, 120);
  await step(page, 7);
  await fill(page, { code: 'bag-1', facility: 'kumasi', kind: 'bag', programme: 'africa' });
  await store(page, words.store);
  await act(page, '/fill');
  await fill(page, { lots: lot });
  await store(page, words.store);
  await step(page, 8);
  await fill(page, { code: 'first', from: 'kumasi', to: 'accra-works', legs: 'road:blueline:85',
    packages: 'bag-1', planned_arrival: '2026-12-12' });
  await store(page, words.store);
  await look(page, way, 'begin-shipment');
  await page.goto(`${address}/`);
  assert.equal(await page.getByRole('heading', { name: words.steps }).count(), 0, 'the steps are gone');
  await look(page, way, 'begin-desk');
  // What the client will read: where their devices are, and what comes next.
  await page.goto(`${address}/orders/utrecht.phones/trail`);
  assert.match(await page.innerText('main'), /first/);
  await look(page, way, 'begin-order');
});
