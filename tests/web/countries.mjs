// A bag of scrap phones from each country that the permit desk knows as one of origin, to the slag of
// a plant elsewhere or in the country itself: who works at it does so by the pages' forms alone; only
// the plant signs on its own machine. On the way nothing departs before its papers are there.
//     countries.mjs ADDRESS LINKS_JSON CHROMIUM LOOPLEDGER
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.LL_NODE_MODULES}/x.js`);
const { chromium } = require('playwright-core');
const [address, linksFile, executablePath, loopledger] = process.argv.slice(2);
const links = JSON.parse(readFileSync(linksFile, 'utf8'));

const password = 'a lamp behind the harbour wall';
const programme = 'countries';
const dayMs = 86_400_000;
const day = (ahead) => new Date(Date.now() + ahead * dayMs).toISOString().slice(0, 10);
const paper = (text) => ({ name: 'paper.pdf', mimeType: 'application/pdf', buffer: Buffer.from(text) });
const store = { en: 'Store', fr: 'Enregistrer' };

// Countries of origin, as data/permit/countries.csv has them. states: those of the route, as block 15
// and 16 of the notification have them, none where the plant is in the country; port: where the road ends;
// stores: who stores waste there needs a licence, too (data/licence_duties.csv).
const journeys = [
  { country: 'GH', money: '560 GHS', locale: 'en', port: 'GH', states: 'GH::GHTEM,CI:CIABJ:CIABJ,BE:BEANR', to: 'BE' },
  { country: 'CM', money: '31000 XAF', locale: 'fr', port: 'CM', states: 'CM::CMDLA,FR:FRLEH', to: 'FR' },
  { country: 'ML', money: '31000 XOF', locale: 'fr', port: 'SN', states: 'ML,SN::SNDKR,FR:FRLEH,CH', to: 'CH' },
  { country: 'NG', money: '80000 NGN', locale: 'en', port: 'NG', states: 'NG::NGAPP,NL:NLRTM', to: 'NL' },
  { country: 'UG', money: '190000 UGX', locale: 'en', port: 'KE', states: 'UG::UGBUS,KE:UGBUS:KEMBA,DE:DEHAM', to: 'DE' },
  { country: 'RW', stores: true, money: '70000 RWF', locale: 'fr', port: 'TZ', states: 'RW,TZ::TZDAR,SE:SEGOT', to: 'SE' },
  { country: 'ZM', stores: true, money: '900 ZMW', locale: 'en', port: 'TZ', states: 'ZM,TZ::TZDAR,GB', to: 'GB' },
  { country: 'ZM', stores: true, money: '900 ZMW', locale: 'en', to: 'ZM' },
];

const worksIn = (country) => `countries-works-${country.toLowerCase()}`;

const context = { viewport: { width: 1024, height: 900 } };

async function signIn(browser, locale, email) {
  const page = await (await browser.newContext({ ...context, locale })).newPage();
  if (links[email]) {
    await page.goto(address + links[email]);
    await page.fill('[name=password]', password);
    await page.locator('main button').first().click();
    delete links[email];
  }
  await page.goto(`${address}/sessions`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.locator('main button').first().click();
  assert.equal(new URL(page.url()).pathname, '/');
  assert.equal(await page.evaluate(() => document.documentElement.lang), locale);
  return page;
}

async function fill(page, name, value) {
  const field = page.locator(`main [name="${name}"]`).last();
  const kind = await field.evaluate((node) => (node.tagName === 'SELECT' ? 'select' : node.type));
  if (kind === 'select') await field.selectOption(value);
  else if (kind === 'file') await field.setInputFiles(value);
  else if (kind === 'checkbox') await field.setChecked(value);
  else await field.fill(String(value));
}

// The form at an address, filled in and stored; what its page says when that was refused.
async function send(page, path, values) {
  await page.goto(`${address}/forms${path}`);
  for (const [name, value] of Object.entries(values)) await fill(page, name, value);
  const locale = await page.evaluate(() => document.documentElement.lang);
  await page.getByRole('button', { name: store[locale], exact: true }).click();
  // A form with a file is sent by the page's script, which then shows what came.
  await page.waitForFunction(() => !globalThis.location.pathname.startsWith('/forms/')
    || document.querySelector('[role=alert]') !== null);
  await page.waitForLoadState();
  const alert = page.locator('[role=alert]');
  return (await alert.count()) > 0 ? alert.first().innerText() : '';
}
async function done(page, path, values) {
  assert.equal(await send(page, path, values), '', path);
}
async function json(page, path) {
  const reply = await page.request.get(address + path, { headers: { Accept: 'application/json' } });
  assert.equal(reply.status(), 200, `${path}: ${await reply.text()}`);
  return reply.json();
}

// Who buys what the bags are for, who ships, and the plants: once for all.
async function prepare(page) {
  const organisations = [
    ['countries-city', 'NL', 'City of the Countries (invented)'],
    ['countries-smelter', 'BE', 'Smelter of the Countries (invented)'],
    ['countries-carrier', 'NL', 'Carrier of the Countries (invented)'],
  ];
  for (const [code, country, name] of organisations) await done(page, '/organisations', { code, country, name });
  for (const country of new Set(journeys.filter((one) => one.states).map((one) => one.to))) {
    const code = worksIn(country);
    await done(page, '/facilities', { code, country, name: `Works of the Countries ${country} (invented)`,
      organisation: 'countries-smelter', plant: true });
    await plantKey(page, code);
    await done(page, '/licences', { number: `${country}/TREAT-1`, country, kind: 'treat', facility: code,
      valid_from: day(-30), valid_until: day(400), document: paper(`permit of the works in ${country}`) });
  }
  await done(page, '/programmes', { code: programme, operator: 'operator', oldest_vintage: day(-400).slice(0, 7),
    classes: 'smartphone=smartphone_nb+feature_phone_nb:1.50 EUR' });
}

// A number of a container, with its check digit (ISO 6346): letters from 10 on, without multiples of 11.
function containerNumber(serial) {
  const front = `CSQU${String(serial).padStart(6, '0')}`;
  const value = (letter) => {
    let number = letter.charCodeAt(0) - 55;
    number += number > 10 ? 1 : 0;
    number += number > 21 ? 1 : 0;
    number += number > 32 ? 1 : 0;
    return /\d/.test(letter) ? Number(letter) : number;
  };
  const sum = [...front].reduce((all, letter, place) => all + value(letter) * 2 ** place, 0);
  return `${front}${(sum % 11) % 10}`;
}

async function plantKey(page, plant) {
  const text = execFileSync(loopledger, ['key', 'make', `${plant}.key`, '--json'], { encoding: 'utf8' });
  await done(page, `/facilities/${plant}/keys`, { public_key: JSON.parse(text).public_key });
}
function sign(...args) {
  return { name: 'statement.json', mimeType: 'application/json',
    buffer: execFileSync(loopledger, [...args, '--json']) };
}

const licensed = new Set();
async function license(page, countries) {
  for (const country of countries.filter((each) => !licensed.has(each))) {
    licensed.add(country);
    await done(page, '/licences', { number: `${country}/CARRY-7`, country, kind: 'carrier',
      organisation: 'countries-carrier', valid_from: day(-30), valid_until: day(400),
      document: paper(`licence of ${country}`) });
  }
}

// From the draft to the consents of all states; each has its own paper.
async function notify(page, one, name, states) {
  await done(page, '/notifications', { code: `${name}-route`, battery: 'none', stream: 'phone-scrap-no-battery',
    purpose: 'recovery', operation: 'r4', notifier: `${name}-repair`, consignee: 'countries-smelter',
    from: `${name}-store`, plant: worksIn(one.to), states: one.states, shipments_max: 2, mass_max: '20 t',
    first_departure: day(0), last_departure: day(200), carriers: 'countries-carrier:road,countries-carrier:sea',
    packaging: '4', physical: '2' });
  const [origin, ...others] = states;
  const path = `/notifications/${name}-route`;
  await done(page, `${path}/attach`, { kind: 'doc-contract', document: paper(`contract of ${name}`) });
  await done(page, `${path}/attach`, { kind: 'doc-finguar', amount: '25000 EUR', valid_until: day(300),
    document: paper(`guarantee of ${name}`) });
  await done(page, `${path}/step`, { country: origin, step: 'submitted' });
  await done(page, `${path}/number`, { number: `${origin}-001234` });
  for (const country of others) {
    await done(page, `${path}/step`, { country, step: 'forwarded' });
    await done(page, `${path}/step`, { country, step: 'acknowledged' });
  }
  for (const country of states) {
    await done(page, `${path}/consent`, { country, valid_from: day(0), valid_until: day(300),
      document: paper(`consent of ${country} to ${name}`) });
  }
}

// What is collected: two classes in one bag, whose phones have no batteries.
async function collect(page, one, name) {
  await done(page, '/organisations', { code: `${name}-repair`, country: one.country,
    name: `Repairers ${one.country} (invented)` });
  await done(page, '/facilities', { code: `${name}-store`, country: one.country, organisation: `${name}-repair`,
    name: `Store ${one.country} (invented)` });
  await done(page, '/collections', { collected_on: day(-1), collector: `${name}-repair`, facility: `${name}-store`,
    lots: 'feature_phone_nb:100:9.1kg:removed,smartphone_nb:40:4.4kg:removed', price: one.money,
    programme, evidence: paper(`receipt of ${name}`), record: `bag-${name}` });
  const lots = (await json(page, new URL(page.url()).pathname)).lots.map((lot) => lot.lot_id);
  assert.equal(lots.length, 2);
  await done(page, '/packages', { code: `${name}-box`, facility: `${name}-store`, kind: 'container', programme,
    number: containerNumber(305430 + journeys.indexOf(one)) });
  await done(page, `/packages/${name}-box/fill`, { lots: lots.join(',') });
  return lots;
}

// Refused with each thing that is missing, until it is there.
async function ship(page, one, name, plant, abroad) {
  let legs = 'road:countries-carrier:40';
  if (abroad) {
    await done(page, '/facilities', { code: `${name}-port`, country: one.port, organisation: 'countries-carrier',
      name: `Port of ${one.port} (invented)` });
    legs = `road:countries-carrier:300:${name}-port,sea:countries-carrier:8000`;
  }
  await done(page, '/shipments', { code: `${name}-voyage`, from: `${name}-store`, to: plant, legs,
    packages: `${name}-box`, planned_arrival: day(20) });
  const path = `/shipments/${name}-voyage`;
  const states = abroad ? one.states.split(',').map((state) => state.slice(0, 2)) : [];
  let refused = await send(page, `${path}/depart`, {});
  assert.match(refused, abroad ? /notification/ : new RegExp(one.country), `${name}: left without its papers`);
  await license(page, abroad ? states : [one.country]);
  if (one.stores) {
    await done(page, '/licences', { number: `${name}/STORE-2`, country: one.country, kind: 'store',
      facility: `${name}-store`, valid_from: day(-30), valid_until: day(400), document: paper('licence to store') });
  }
  if (abroad) {
    refused = await send(page, `${path}/depart`, {});
    assert.match(refused, /notification/, `${name}: left without a notification`);
    await notify(page, one, name, states);
    await done(page, `${path}/book`, { notification: `${name}-route` });
    const lacks = (await json(page, `${path}/check`)).blockers.map((each) => each.blocker);
    assert.deepEqual(lacks.sort(), ['movement-document-missing', 'seal-missing'], name);
    await done(page, `/notifications/${name}-route/attach`, { kind: 'doc-move', shipment: `${name}-voyage`,
      sent_on: day(-7), document: paper(`movement document of ${name}`) });
    await done(page, `/packages/${name}-box/seal`, { seal: `S-${name}` });
  }
  const check = await json(page, `${path}/check`);
  assert.equal(check.authorised, true, JSON.stringify(check));
  assert.equal(check.ground, abroad ? 'notification' : 'domestic-licence', name);
  const doubts = check.uncertain.some((each) => each.reason === 'law-not-verified');
  assert.equal(doubts, ['KR', 'NO'].includes(one.to), `${name}: what is not verified is told`);
  await done(page, `${path}/depart`, {});
  await done(page, `${path}/arrive`, {});
}

async function journey(page, one) {
  const name = `from-${one.country}-to-${one.to}`.toLowerCase();
  const abroad = one.to !== one.country;
  const plant = abroad ? worksIn(one.to) : `${name}-works`;
  const lots = await collect(page, one, name);
  if (!abroad) {
    await done(page, '/facilities', { code: plant, country: one.to, organisation: `${name}-repair`,
      name: `Works ${one.country} (invented)`, plant: true });
    await plantKey(page, plant);
  }
  await ship(page, one, name, plant, abroad);
  await done(page, '/receipts', { shipment: `${name}-voyage`,
    file: sign('receipt', 'sign', '--key', `${plant}.key`, '--units', '140', '--mass', '13.4kg') });
  const shown = await json(page, new URL(page.url()).pathname);
  const receipt = shown.receipt_id;
  const outputs = { 'metals': '1.8kg', 'slag': '5.0kg', 'energy-from-plastics': '6.6kg' };
  await done(page, `/receipts/${receipt}/treatments`, {
    statement: sign('treatment', 'sign', '--key', `${plant}.key`, '--receipt', shown.statement.receipt, '--units', '140',
      '--kind', 'metallurgical', '--operation', 'r4',
      '--outputs', Object.entries(outputs).map(([fraction, mass]) => `${fraction}:${mass}`).join(',')) });
  for (const lot of lots) {
    const { custody } = await json(page, `/lots/${lot}`);
    assert.ok(custody.length > 0 && custody.every((span) => span.stage === 'recycled'), name);
  }
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const locale of ['en', 'fr']) {
    const page = await signIn(browser, locale, 'desk@operator.example');
    if (locale === 'en') await prepare(page);
    for (const one of journeys.filter((each) => each.locale === locale)) await journey(page, one);
    await page.context().close();
  }
  console.log(`${journeys.length} journeys, from the bag to the slag`);
} finally {
  await browser.close();
}
