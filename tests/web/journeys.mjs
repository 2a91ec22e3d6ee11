// What people come to do, each in their role, from signing in to the end: with scripts and without,
// in English and in French. On the way every screen is looked at (walk.mjs).
//     journeys.mjs ADDRESS LINKS_JSON CHROMIUM HTML_FOLDER
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { address, fill, json, look, run, signIn as enter } from './walk.mjs';

const ways = [
  { locale: 'en', javaScriptEnabled: false },
  { locale: 'fr', javaScriptEnabled: true, colorScheme: 'dark' },
  { locale: 'en', javaScriptEnabled: true },
  { locale: 'fr', javaScriptEnabled: false },
];
const words = {
  en: {
    store: 'Store', preview: 'Try it without storing', show: 'Show', send: 'Send a purchase list',
    draw: 'Draw a sample', take: 'The sample with its proofs, for anybody to verify', desk: 'Desk', coming: 'On its way to you',
    begins: { client: 'Your programme', recycler: 'Your plant', auditor: 'Your audit', operator: 'Desk' },
    row: /line 3/i, tried: /Nothing was stored/, unpacked: 'Lots not packed yet', make: 'Make a package',
  },
  fr: {
    store: 'Enregistrer', preview: 'Essayer sans enregistrer', show: 'Afficher',
    send: 'Envoyer une liste d’achats', draw: 'Tirer un échantillon', take: 'L’échantillon avec ses preuves, que chacun peut vérifier',
    desk: 'Bureau', coming: 'En route vers vous',
    begins: { client: 'Votre programme', recycler: 'Votre usine', auditor: 'Votre audit', operator: 'Bureau' },
    row: /ligne 3/i, tried: /Rien n’a été enregistré/, unpacked: 'Lots pas encore emballés', make: 'Faire un colis',
  },
};

const signIn = (browser, way, role, email) => enter(browser, way, role, email, words[way.locale].begins[role]);

function list(document, ...quantities) {
  const rows = quantities.map((quantity, i) => `${document},${i + 1},smartphone,${quantity},2026-02-03\n`);
  const buffer = Buffer.from(`document_id,line_id,device_class,quantity,date\n${rows.join('')}`);
  return { name: 'purchases.csv', mimeType: 'text/csv', buffer };
}

// With scripts a form with a file is sent by the page, which says how much of it is there: on a slow
// line the bar moves, nothing is asked twice, and what is answered takes the page's place.
async function slow(browser, way) {
  const say = words[way.locale];
  const page = await signIn(browser, way, 'client', 'buyer@client-08.example');
  await page.getByRole('link', { name: say.send }).click();
  await fill(page, { beneficiary: 'client-08' });
  await fill(page, { programme: 'one-for-one' });
  await fill(page, { order_line: 'client-08.phones' });
  const bar = page.locator('form .sending progress');
  assert.equal(await bar.isVisible(), false);
  await page.setInputFiles('[name=file]', list('SLOW', ...Array(12_000).fill(1), 'seven'));
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'POST') sent.push(request.headers()['idempotency-key']); });
  const line = await page.context().newCDPSession(page);
  await line.send('Network.emulateNetworkConditions',
    { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 });
  await page.getByRole('button', { name: say.preview }).click();
  await bar.waitFor();
  await page.waitForFunction(() => {
    const at = document.querySelector('form .sending progress');
    return at && at.value > 0 && at.value < at.max;
  });
  assert.ok(await page.getByRole('button', { name: say.preview }).isDisabled());
  assert.notEqual(await page.innerText('form .sending [role=status]'), '');
  await look(page, way, 'client-sending');
  await page.locator('[role=alert]').waitFor();
  assert.match(await page.innerText('.finding >> nth=0'), /seven/);
  assert.equal(sent.length, 1);
  assert.ok(sent[0]);
  assert.equal(await bar.isVisible(), false);
  await page.context().close();
}

// A list with a bad row is refused in words; mended, it is tried, then booked in the order line.
async function client(browser, way, index) {
  const say = words[way.locale];
  const page = await signIn(browser, way, 'client', 'buyer@client-08.example');
  const line = '/orders/client-08.phones';
  const before = (await json(page, line)).demanded_units;
  await page.getByRole('link', { name: say.send }).click();
  await fill(page, { beneficiary: 'client-08' });
  await fill(page, { programme: 'one-for-one' });
  await fill(page, { order_line: 'client-08.phones' });
  await page.setInputFiles('[name=file]', list(`JOURNEY-${index}`, 3, 'seven'));
  await look(page, way, 'client-form');
  await page.getByRole('button', { name: say.preview }).click();
  await page.locator('[role=alert]').waitFor();
  assert.match(await page.innerText('.finding'), say.row);
  assert.match(await page.innerText('.finding'), /seven/);
  assert.equal(await page.inputValue('[name=order_line]'), 'client-08.phones', 'what was typed stays');
  await look(page, way, 'client-refused');

  await page.setInputFiles('[name=file]', list(`JOURNEY-${index}`, 3, 7));
  await page.getByRole('button', { name: say.preview }).click();
  await page.getByText(say.tried).waitFor();
  assert.equal((await json(page, line)).demanded_units, before, 'trying stores nothing');
  await look(page, way, 'client-tried');
  assert.match(await page.innerText('main form'), /purchases\.csv/, 'its file need not be chosen again');
  await page.getByRole('button', { name: say.store, exact: true }).click();
  await page.locator('main [name=file]').waitFor({ state: 'detached' });
  await page.waitForLoadState();
  await look(page, way, 'client-booked');
  assert.equal((await json(page, line)).demanded_units, before + 10, await page.innerText('main'));
  await page.goto(`${address}/progress`);
  await page.getByRole('link', { name: 'client-08.phones' }).click();
  const told = (await page.innerText('main')).replace(/[^0-9]/g, '');
  assert.ok(told.includes(String(before + 10)), told);
  await look(page, way, 'client-line');

  await page.goto(`${address}/certificates`);
  await look(page, way, 'client-evidence');
  const file = page.locator('ul.files li.one').first();
  const serial = (await file.locator('a.id').innerText()).trim();
  for (const [kind, begins] of [['pdf', /^%PDF-/], ['json', /^\s*\{/]]) {
    const waits = page.waitForEvent('download');
    await file.locator(`a[href$="/files/${kind}"]`).click();
    const download = await waits;
    const bytes = readFileSync(await download.path());
    assert.match(bytes.toString('latin1'), begins);
    assert.ok(download.suggestedFilename().includes(serial), download.suggestedFilename());
    if (kind === 'json') assert.ok(bytes.toString().includes(serial));
  }
  await page.context().close();
}

async function drawn(page, say, seed) {
  await page.goto(`${address}/`);
  await page.getByRole('link', { name: say.draw }).first().click();
  await page.locator('details.filter summary').click();
  await fill(page, { programme: 'one-for-one' });
  await page.fill('[name=seed]', seed);
  await page.fill('[name=units]', '5');
  await page.getByRole('button', { name: say.show, exact: true }).click();
  assert.match(page.url(), /seed=/);
  return page.locator('section:has(td)').last().locator('tbody tr').allInnerTexts();
}

// The same seed draws the same, for whoever looks, and to take along too.
async function auditor(browser, way) {
  const say = words[way.locale];
  const page = await signIn(browser, way, 'auditor', 'sample@assurance.example');
  const first = await drawn(page, say, 'winter 2026');
  assert.equal(first.length, 5);
  await look(page, way, 'auditor-sample');
  const href = await page.getByRole('link', { name: say.take }).getAttribute('href');
  const [once, again] = await Promise.all([1, 2].map(async () => (await page.request.get(address + href)).text()));
  assert.deepEqual(JSON.parse(once).units, JSON.parse(again).units);
  assert.match(once, /winter 2026/);
  const second = await drawn(page, say, 'winter 2026');
  assert.deepEqual(second, first);
  assert.notDeepEqual(await drawn(page, say, 'spring 2027'), first);
  await page.context().close();
}

// From what is on its way to the shipment itself, and to what its plant is to sign.
async function recycler(browser, way) {
  const say = words[way.locale];
  const page = await signIn(browser, way, 'recycler', 'scales@recycler-b.example');
  const coming = page.locator('section', { has: page.getByRole('heading', { name: say.coming }) });
  assert.equal(await coming.locator('tbody tr').count(), 1);
  await coming.locator('tbody a').first().click();
  const shipment = await json(page, new URL(page.url()).pathname);
  assert.equal(shipment.state, 'departed');
  assert.equal(shipment.to_facility, 'plant-nl');
  await look(page, way, 'recycler-shipment');
  await page.goto(`${address}/shipments`);
  const listed = (await json(page, '/shipments?limit=1000')).items;
  assert.ok(listed.length > 1 && listed.every((one) => one.to_facility === 'plant-nl'), 'their own alone');
  await look(page, way, 'recycler-shipments');
  await page.context().close();
}

// From a figure of the desk to the rows behind it, and to the form that works them off.
async function operator(browser, way) {
  const say = words[way.locale];
  const page = await signIn(browser, way, 'operator', 'desk@operator.example');
  const task = page.locator('ul.tasks > li', { hasText: say.unpacked });
  const figure = task.locator('.count a');
  const count = Number(await figure.innerText());
  assert.ok(count > 0);
  await figure.click();
  await look(page, way, 'operator-rows');
  assert.equal(await page.locator('main tbody tr').count(), count);
  await page.goto(`${address}/desk`);
  await task.getByRole('link', { name: say.make }).first().click();
  assert.match(page.url(), /\/forms\//);
  await look(page, way, 'operator-form');
  assert.ok(await page.getByRole('button', { name: say.store, exact: true }).isVisible());
  await page.context().close();
}

await run('of 4 roles', async (browser) => {
  for (const [index, way] of ways.entries()) {
    await client(browser, way, index);
    if (way.javaScriptEnabled) await slow(browser, way);
    if (index > 1) continue; // the others' pages have no scripts of their own
    await auditor(browser, way);
    await recycler(browser, way);
    await operator(browser, way);
  }
});
