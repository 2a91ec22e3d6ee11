// What those do whose work is one part of the way: each finds it from the page where they begin, does
// it by forms, and is led nowhere that they may not go. In English without scripts, in French with.
//     roles.mjs ADDRESS LINKS_JSON CHROMIUM HTML_FOLDER
import assert from 'node:assert/strict';

import { act, address, fill, json, look, nothingDenied, run, send, signIn, store } from './walk.mjs';

const ways = [
  { locale: 'en', javaScriptEnabled: false },
  { locale: 'fr', javaScriptEnabled: true, colorScheme: 'dark' },
];
const words = {
  en: {
    store: 'Store', go: 'Go on, and read it before you sign', pack: 'Make a package',
    begins: { reseller: 'What you sell', carrier: 'Your transports', warehouse: 'Your warehouse', agent: 'Your collections',
      recycler: 'Your plant', official: 'Shipments through your country', auditor: 'Your audit' },
  },
  fr: {
    store: 'Enregistrer', go: 'Continuer, et lire avant de signer', pack: 'Faire un colis',
    begins: { reseller: 'Ce que vous vendez', carrier: 'Vos transports', warehouse: 'Votre entrepôt', agent: 'Vos collectes',
      recycler: 'Votre usine', official: 'Expéditions par votre pays', auditor: 'Votre audit' },
  },
};

async function begin(browser, way, role, email) {
  const page = await signIn(browser, way, `role-${role}`, email, words[way.locale].begins[role]);
  await nothingDenied(page, role);
  return page;
}

// The one link of the page that leads to an address which begins so.
const to = (page, front) => page.locator(`main a[href^="${front}"]`).first();

// Units for an award, from the order that it is for; they come back when it is withdrawn.
async function reseller(browser, way) {
  const say = words[way.locale];
  const page = await begin(browser, way, 'reseller', 'sales@telecom-north.example');
  await to(page, '/orders/').click();
  await look(page, way, 'role-reseller-order');
  await nothingDenied(page, 'reseller');
  const code = await page.innerText('h1');
  await page.goto(`${address}/orders/client-03.smartphone.one-for-one`);
  await act(page, '/forms/holds');
  assert.equal(await page.inputValue('[name=order_line]'), 'client-03.smartphone.one-for-one');
  await fill(page, { units: '40', until: '2019-01-01' });
  await send(page, say.store);
  assert.equal(await page.locator('main [role=alert]').count(), 1, 'a day that is over');
  assert.equal(await page.inputValue('[name=units]'), '40');
  await look(page, way, 'role-reseller-refused');
  await fill(page, { until: '2099-01-01' });
  await store(page, say.store);
  assert.match(page.url(), /\/holds\/hld_/);
  await look(page, way, 'role-reseller-hold');
  await act(page, '/withdraw');
  await store(page, say.store);
  assert.ok(code.length > 0);
  await page.context().close();
}

// What is on its way with them, and its papers.
async function carrier(browser, way) {
  const page = await begin(browser, way, 'carrier', 'ship@carrier-sea.example');
  await to(page, '/shipments/').click();
  assert.equal((await json(page, new URL(page.url()).pathname)).state, 'departed');
  await look(page, way, 'role-carrier-shipment');
  await nothingDenied(page, 'carrier');
  await to(page, '/packages/').click();
  const { units } = await json(page, new URL(page.url()).pathname);
  await act(page, '/weigh');
  await fill(page, { gross: 'heavy', tare: '2100kg' });
  await send(page, words[way.locale].store);
  assert.equal(await page.locator('[name=gross]').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.inputValue('[name=tare]'), '2100kg');
  await look(page, way, 'role-carrier-refused');
  await fill(page, { gross: `${2_100_000 + units * 100}g` }); // less would be no such devices, or more than they
  await store(page, words[way.locale].store);
  assert.match(page.url(), /\/packages\//);
  await look(page, way, 'role-carrier-package');
  await page.context().close();
}

// A package for what lies loose, at the place that the page knows, filled.
async function warehouse(browser, way) {
  const say = words[way.locale];
  const page = await begin(browser, way, 'warehouse', 'store@operator.example');
  const lots = page.locator('main section').last();
  assert.ok(await lots.count());
  await page.getByRole('link', { name: say.pack }).click();
  assert.notEqual(await page.inputValue('[name=facility]'), '', 'the place is known');
  assert.notEqual(await page.inputValue('[name=programme]'), '');
  const lot = (await json(page, '/lots?waits=packing')).items[0].lot_id;
  const { facility } = (await json(page, `/lots/${lot}`)).custody[0];
  await fill(page, { code: `role-box-${way.locale}`, kind: 'box', facility });
  await look(page, way, 'role-warehouse-form');
  await store(page, say.store);
  assert.match(page.url(), /\/packages\//);
  await look(page, way, 'role-warehouse-package');
  await nothingDenied(page, 'warehouse');
  const path = new URL(page.url()).pathname;
  await act(page, '/fill');
  await look(page, way, 'role-warehouse-fill');
  await page.locator('main [name=lots][type=checkbox]').filter({ visible: true }).first().check();
  await fill(page, { lots: 'nothing' });
  await send(page, say.store);
  assert.equal(await page.locator('main [role=alert]').count(), 1, 'no such lot');
  assert.equal(await page.locator('main [name=lots][type=checkbox]:checked').count(), 1, 'what was ticked stays');
  await page.locator('main [name=lots]:checked').uncheck();
  await page.locator(`main [name=lots][value="${lot}"]`).check();
  await fill(page, { lots: '' });
  await store(page, say.store);
  assert.ok((await json(page, path)).content.length > 0, 'it holds the lot that was ticked');
  await page.context().close();
}

// What was collected today: the form knows who, where and under which programme.
async function agent(browser, way) {
  const say = words[way.locale];
  const page = await begin(browser, way, 'agent', 'agent@collector.example');
  await to(page, '/forms/collections').click();
  for (const name of ['collector', 'facility', 'programme']) {
    assert.notEqual(await page.inputValue(`[name=${name}]`), '', name);
  }
  const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(`a photo of ${way.locale}`) };
  await fill(page, { collected_on: '2026-01-05', lots: 'feature_phone_nb:many:1kg:removed', price: '10 NGN', evidence: photo });
  await send(page, say.store);
  assert.equal(await page.locator('[name=lots]').getAttribute('aria-invalid'), 'true');
  await look(page, way, 'role-agent-refused');
  await fill(page, { lots: '', 'lots.0.0': 'feature_phone_nb', 'lots.0.1': '20', 'lots.0.2': '1.8kg', 'lots.0.3': 'removed' });
  await store(page, say.store);
  assert.match(page.url(), /\/collections\//);
  await look(page, way, 'role-agent-collection');
  await nothingDenied(page, 'agent');
  await page.context().close();
}

// What is to be treated, tried, and refused where the masses do not add up.
async function recycler(browser, way) {
  const say = words[way.locale];
  const page = await begin(browser, way, 'recycler', 'scales@recycler-a.example');
  await page.locator('main a[href$="/treatment-statement"]').first().click();
  await fill(page, { kind: 'mechanical', operation: 'r12', outputs: 'boards:1g' });
  await send(page, say.go);
  assert.equal(await page.locator('main [role=alert]').count(), 1);
  assert.equal(await page.inputValue('[name="outputs.0.0"]'), 'boards', 'what was typed stands in a row');
  assert.equal(await page.inputValue('[name="outputs.0.1"]'), '1g');
  await look(page, way, 'role-recycler-refused');
  await page.context().close();
}

// A movement through the country: packages and consents, and what the rules say of such a one.
async function official(browser, way) {
  const page = await begin(browser, way, 'official', 'officer@customs.example');
  await to(page, '/shipments/').click();
  await look(page, way, 'role-official-shipment');
  await nothingDenied(page, 'official');
  assert.doesNotMatch(await page.innerText('main'), /collector-\d/, 'no collectors');
  await page.goto(`${address}/permits`);
  await fill(page, { origin: 'GH', transits: 'GHX', destination: 'NL', stream: 'phone-scrap' });
  await page.locator('main form button').first().click();
  assert.equal(await page.locator('[name=transits]').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.inputValue('[name=destination]'), 'NL', 'what was asked stays');
  await look(page, way, 'role-official-refused');
  await fill(page, { transits: '' });
  await page.locator('main form button').first().click();
  assert.ok(await page.locator('.verdict').count(), 'an answer');
  await look(page, way, 'role-official-answer');
  await page.context().close();
}

async function auditor(browser, way) {
  const page = await begin(browser, way, 'auditor', 'sample@assurance.example');
  await to(page, '/receipts/').click();
  await look(page, way, 'role-auditor-receipt');
  await nothingDenied(page, 'auditor');
  await page.context().close();
}

await run('of 7 roles', async (browser) => {
  for (const way of ways) {
    for (const role of [reseller, carrier, warehouse, agent, recycler, official, auditor]) await role(browser, way);
  }
});
