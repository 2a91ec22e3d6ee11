// The page that verifies says of a file what the command says of it; of one with a byte changed,
// which check failed. Nothing of the file is sent. With keyboard, without scripts, in languages.
//     verify.mjs ADDRESS SERIAL TOKEN CHROMIUM LOOPLEDGER      in a folder with the files
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { violations, wrongs } from './checks.mjs';

const require = createRequire(`${process.env.LL_NODE_MODULES}/x.js`);
const { chromium } = require('playwright-core');
const [address, serial, token, executablePath, loopledger] = process.argv.slice(2);
const HEADINGS = { 0: 'PASS', 1: 'FAIL', 4: 'CANNOT BE TOLD' };
// What the program says in one word, and what the page says.
const WORDS = { live: 'in force', 'under-review': 'under review', superseded: 'replaced by another' };

const trust = await (await fetch(`${address}/verify`, { headers: { Accept: 'application/json' } })).json();
assert.match(trust.issuer, /^did:key:z6Mk/);

function command(file) {
  const run = spawnSync(loopledger, ['verify', file, '--issuer', trust.issuer, '--log-key', trust.log, '--json'],
    { encoding: 'utf8' });
  return { ...JSON.parse(run.stdout), exit: run.status };
}

// Bytes spread over the file, each changed by one bit.
function changed(file, count) {
  const bytes = readFileSync(file);
  return Array.from({ length: count }, (_, i) => {
    const copy = Buffer.from(bytes);
    copy[Math.floor(((i + 0.5) * bytes.length) / count)] ^= 1;
    const name = `changed-${i}-${file}`;
    writeFileSync(name, copy);
    return name;
  });
}

// Other grams than were signed.
function figureChanged() {
  const bytes = readFileSync('bundle.json');
  bytes[bytes.indexOf(',', bytes.indexOf('"massGrams":')) - 1] ^= 1; // its last digit
  writeFileSync('figure.json', bytes);
  return 'figure.json';
}

async function judged(page) {
  await page.waitForFunction(() => document.querySelector('#result-title .mark'));
  return page.evaluate(() => ({
    heading: document.querySelector('#result-title').textContent,
    marks: [...document.querySelectorAll('#checks .mark')].map((one) => one.textContent),
    tones: [...document.querySelectorAll('#checks .mark')].map((one) => one.className),
    text: document.querySelector('#result').textContent,
  }));
}

async function choose(page, file) {
  await page.evaluate(() => { document.querySelector('#result-title').textContent = ''; });
  await page.setInputFiles('#file', file);
  return judged(page);
}

async function open(browser, options = {}, path = '/verify') {
  const context = await browser.newContext({ locale: 'en', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(error));
  page.on('console', (message) => assert.ok(
    message.type() !== 'error' || message.text().includes('status of'), message.text()));
  await page.goto(address + path);
  return page;
}

async function sayTheSame(browser) {
  const page = await open(browser);
  const asked = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const whole = ['bundle.json', 'token.jwt', 'page.pdf', 'signed.json', 'sample.json'];
  const files = [...whole, ...changed('bundle.json', 9), ...changed('token.jwt', 2), ...changed('signed.json', 3), ...changed('sample.json', 4)];
  for (const file of files) {
    const report = command(file);
    // What is no certificate at all fails on the page, too: it is not to be relied on.
    const heading = report.verdict === 'not a signed certificate' ? 'FAIL' : HEADINGS[report.exit];
    const shown = await choose(page, file);
    assert.equal(shown.heading, heading, `${file}: ${JSON.stringify(report)}`);
    assert.equal(shown.marks[0], report.verdict, file);
    assert.equal(shown.marks[1], report.in_the_log, file);
    assert.equal(shown.marks.at(-1), WORDS[report.status] ?? report.status, file);
    assert.ok(shown.text.includes(report.text), `${file}: ${shown.text}`);
    assert.doesNotMatch(shown.text, /redrawn|_text\b/, `${file}: a name in place of its words`);
    if (report.allocated) assert.equal(shown.marks[2], report.allocated, file);
    if (whole.includes(file)) assert.equal(shown.heading, 'PASS', file);
    else assert.ok(shown.heading !== 'PASS' && shown.tones.some((one) => !one.includes('good')), file);
  }
  // Chromium asks for the icon when it likes.
  const sent = new Set(asked.filter((one) => one !== 'GET /static/icon.svg'));
  assert.deepEqual([...sent], ['GET /static/verify.wasm'], 'something was sent');
  const failed = await choose(page, figureChanged());
  assert.equal(failed.heading, 'FAIL');
  assert.deepEqual(failed.marks.slice(0, 1), ['not authentic']);
  assert.match(failed.tones[0], /bad/);
  assert.match(failed.text, /the signature does not match: something was changed/);
  // The same file, changed on the disk and chosen again, is judged anew.
  for (const [bytes, heading] of [['bundle.json', 'PASS'], ['figure.json', 'FAIL'], ['bundle.json', 'PASS']]) {
    writeFileSync('again.json', readFileSync(bytes));
    await page.evaluate(() => { document.querySelector('#result-title').textContent = ''; });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('#file').click()]);
    await chooser.setFiles('again.json');
    assert.equal((await judged(page)).heading, heading);
  }
  // Another issuer is trusted: the same file fails, and says so.
  await page.locator('.trust summary').click();
  await page.fill('#issuer', 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp');
  await page.setInputFiles('#file', []);
  const other = await choose(page, 'bundle.json');
  assert.equal(other.heading, 'FAIL');
  assert.match(other.text, /another issuer than the one you trust/);
  await page.fill('#issuer', '');
  const anybody = await choose(page, 'signed.json');
  assert.equal(anybody.heading, 'CANNOT BE TOLD');
  await page.context().close();
}

async function inLanguages(browser) {
  const file = figureChanged();
  const shown = { fr: ['VALIDE', 'ÉCHEC', 'pas authentique'], nl: ['GELDIG', 'MISLUKT', 'niet echt'] };
  for (const [locale, [pass, fail, verdict]] of Object.entries(shown)) {
    for (const view of [{ width: 360, scheme: 'dark' }, { width: 1440, scheme: 'light' }]) {
      const page = await open(browser, { locale, colorScheme: view.scheme, viewport: { width: view.width, height: 900 } });
      assert.equal((await choose(page, 'bundle.json')).heading, pass);
      const failed = await choose(page, file);
      assert.equal(failed.heading, fail);
      assert.equal(failed.marks[0], verdict);
      assert.ok(!/\b(the|and|was)\b/.test(failed.text.replaceAll(/[\w.-]+\.json/g, '')), failed.text);
      assert.deepEqual([...await wrongs(page, locale), ...await violations(page)], []);
      await page.context().close();
    }
  }
}

async function bySerial(browser) {
  // Whoever has the serial has the certificate; who guesses one has nothing.
  const stranger = await open(browser, {}, `/verify?certificate=${serial}`);
  const told = await judged(stranger);
  assert.equal(told.heading, 'PASS');
  await stranger.goto(`${address}/verify?certificate=LL-0000000000000000`);
  const untold = await judged(stranger);
  assert.equal(untold.heading, 'CANNOT BE TOLD');
  assert.ok(untold.text.includes('LL-0000000000000000'));
  await stranger.context().close();
  const page = await open(browser, { extraHTTPHeaders: { Authorization: `Bearer ${token}` } });
  await page.focus('#certificate');
  await page.keyboard.type(serial);
  await page.keyboard.press('Enter'); // a form like any other: the address says what is looked at
  await page.waitForURL(`**/verify?certificate=${serial}`);
  assert.equal((await judged(page)).heading, 'PASS');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'result-title');
  await page.goto(`${address}/verify?certificate=LL-0000000000000000`);
  assert.match((await judged(page)).text, /knows no certificate LL-0000000000000000/);
  await page.context().close();
}

async function dropped(browser) {
  const page = await open(browser);
  const bytes = [...readFileSync('bundle.json')];
  await page.evaluate((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(content)], 'dropped <b>.json'));
    document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, bytes);
  const shown = await judged(page);
  assert.equal(shown.heading, 'PASS');
  assert.match(shown.text, /dropped <b>\.json/);
  writeFileSync('large.json', Buffer.alloc((8 << 20) + 1));
  assert.match((await choose(page, 'large.json')).text, /larger than 8 MiB/);
  await page.context().close();
}

async function withoutScripts(browser) {
  const page = await open(browser, { javaScriptEnabled: false });
  assert.equal(await page.locator('#verify').isVisible(), false);
  assert.equal(await page.locator('#result').isVisible(), false);
  assert.equal(await page.locator('#scripts').isVisible(), true);
  assert.match(await page.textContent('.command'), new RegExp(`^loopledger verify .* --issuer ${trust.issuer}`, 's'));
  await page.context().close();
}

const reply = await fetch(`${address}/verify`, { headers: { Accept: 'text/html' } });
assert.match(reply.headers.get('content-security-policy'), /script-src 'self' 'wasm-unsafe-eval';/);
const elsewhere = await fetch(`${address}/log`, { headers: { Accept: 'text/html' } });
assert.doesNotMatch(elsewhere.headers.get('content-security-policy'), /wasm|unsafe/);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  await sayTheSame(browser);
  await inLanguages(browser);
  await bySerial(browser);
  await dropped(browser);
  await withoutScripts(browser);
} finally {
  await browser.close();
}
console.log('the page says what the command says');
