// What the walks by roles share (journeys.mjs, roles.mjs, begin.mjs): signing in by forms, and a look
// at each screen on the way: no violation of WCAG 2.2 A and AA, nothing wider than a narrow window, no
// more bytes than a page may have. Called as SCRIPT ADDRESS LINKS_JSON CHROMIUM HTML_FOLDER.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { bytesOf, violations, wrongs } from './checks.mjs';

const require = createRequire(`${process.env.LL_NODE_MODULES}/x.js`);
const { chromium } = require('playwright-core');
const [given, linksFile, executablePath, folder] = process.argv.slice(2);
export const links = JSON.parse(readFileSync(linksFile, 'utf8'));

const BYTES_MAX = 150_000; // of a page with all that it loads, compressed
export const password = 'a lamp behind the harbour wall';
let screens = 0;

export const address = given;
export const findings = [];

// The screen that is shown now, of whose journey. `name` is that of its file for the validator.
export async function look(page, way, name) {
  const note = (what) => findings.push(`${name} (${way.locale}, ${page.url()}): ${what}`);
  const html = await page.content();
  screens += 1;
  const bytes = await bytesOf(page, html);
  if (bytes > BYTES_MAX) note(`${bytes} bytes`);
  (await wrongs(page, way.locale)).forEach(note);
  if (!way.javaScriptEnabled) {
    writeFileSync(`${folder}/${name}-${way.locale}.html`, `<!doctype html>\n${html.replace(/^<!doctype html>\s*/i, '')}`);
    return;
  }
  (await violations(page)).forEach(note);
}

// What an application for one-time codes shows now (RFC 6238).
function oneTimeCode(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// A device is set up, where one is asked for.
async function enrol(page, way, role) {
  if (new URL(page.url()).pathname !== '/sessions/enrolment') return;
  await look(page, way, `${role}-device`);
  await page.fill('[name=code]', oneTimeCode(await page.locator('main code').first().innerText()));
  await page.locator('main button').first().click();
  assert.ok(await page.locator('ul.codes li').count() > 5, 'recovery codes are shown');
  await look(page, way, `${role}-codes`);
  await page.locator('main a[href="/"]').click();
}

// By forms alone; the link gives the first password, and leads to signing in.
export async function signIn(browser, way, role, email, begins) {
  const context = await browser.newContext({ ...way, viewport: { width: 360, height: 900 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => findings.push(`${role}: ${error}`));
  if (links[email]) {
    await page.goto(address + links[email]);
    if (await page.locator('[name=password]').count()) { // else another walk has used it
      await page.fill('[name=password]', password);
      await page.locator('main button').first().click();
    }
    delete links[email];
  }
  await page.goto(`${address}/sessions`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.locator('main button').first().click();
  await enrol(page, way, role);
  assert.equal(new URL(page.url()).pathname, '/');
  assert.equal((await page.innerText('h1')).trim(), begins);
  await look(page, way, `${role}-start`);
  return page;
}

export async function json(page, path) {
  const reply = await page.request.get(address + path, { headers: { Accept: 'application/json' } });
  assert.equal(reply.status(), 200, path);
  return reply.json();
}

// Every address that the page's menu and its content lead to answers; none is denied. What is not there
// yet leads to where it is begun.
export async function nothingDenied(page, role) {
  const hrefs = await page.locator('#menu a[href], main a[href]').evaluateAll(
    (all) => [...new Set(all.map((one) => one.getAttribute('href').replace(/#.*/, '')))]);
  for (const href of hrefs.filter((one) => one.startsWith('/'))) {
    const reply = await page.request.get(address + href, { headers: { Accept: 'text/html' } });
    const begins = reply.status() === 404 && (await reply.text()).includes('<a class="button" href="/forms/');
    if (reply.status() >= 400 && !begins) findings.push(`${role}: ${page.url()} leads to ${href}, which is ${reply.status()}`);
  }
}

// An act of the object or list that is shown, by a part of its address.
export async function act(page, part) {
  const acts = page.locator('details.acts');
  await acts.locator('summary').click();
  await acts.locator(`a[href*="${part}"]`).first().click();
}

export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`main [name="${name}"]`).last();
    if (await field.evaluate((one) => one.tagName) === 'SELECT') await field.selectOption(value);
    else if (typeof value === 'object') await field.setInputFiles(value);
    else if (value === true) await field.check();
    else await field.fill(value);
  }
}

// Until another page is shown, by the browser or, of a form with a file, by the page's script.
export async function send(page, word) {
  await page.evaluate(() => { document.documentElement.dataset.before = 'sent'; });
  await page.getByRole('button', { name: word, exact: true }).click();
  const isShown = () => page.evaluate(() => document.documentElement.dataset.before === undefined)
    .catch(() => false); // it is leaving
  while (!(await isShown())) await page.waitForTimeout(50);
  await page.waitForLoadState();
}

// What is stored leads to what it made; what is refused says so.
export async function store(page, word) {
  await send(page, word);
  const refused = page.locator('main [role=alert]');
  assert.equal(await refused.count(), 0, (await refused.count()) ? await page.innerText('main') : '');
}

export async function run(what, walk) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    await walk(browser);
    console.log(`${screens} screens ${what}, ${findings.length} findings`);
  } finally {
    await browser.close();
    for (const finding of findings) console.log(finding);
  }
  process.exitCode = findings.length > 0 ? 1 : 0;
}
