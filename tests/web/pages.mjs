// Every page that an administrator can reach, in languages, widths, light and dark:
// no violation of WCAG 2.2 A and AA (axe-core), nothing wider than the window, nothing refused by
// the content security policy, no more bytes than a page may have. And the same without scripts:
// forms, refusals, languages.
//     pages.mjs ADDRESS LINK CHROMIUM HTML_FOLDER
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { bytesOf, violations, wrongs } from './checks.mjs';

const require = createRequire(`${process.env.LL_NODE_MODULES}/x.js`);
const { chromium } = require('playwright-core');
const [address, link, executablePath, folder] = process.argv.slice(2);

const DESK_BYTES_MAX = 150_000; // of a page with all that it loads, compressed
const PUBLIC_BYTES_MAX = 40_000;
// Each width, language and light with each other kind at least once; of the many forms, one view.
const views = [
  { width: 360, colorScheme: 'light', locale: 'fr' },
  { width: 768, colorScheme: 'dark', locale: 'en' },
  { width: 1440, colorScheme: 'dark', locale: 'fr' },
];
const password = 'a lamp behind the harbour wall';
const findings = [];

// The six digits of RFC 6238 that a device with the secret shows now.
function codeOf(secret, step = Math.floor(Date.now() / 30_000)) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/[^A-Z2-7]/g, '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// The demonstration's desk, by a link, with forms alone: a password, a second factor, and in.
async function signIn(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
  const page = await context.newPage();
  await page.goto(address + link);
  await page.fill('[name=password]', password);
  await page.locator('main button').first().click();
  await page.goto(`${address}/sessions`);
  await page.fill('[name=email]', 'desk@operator.example');
  await page.fill('[name=password]', password);
  await page.locator('main button').first().click();
  const { body } = await json('/sessions/enrolment', await cookieOf(context));
  await page.goto(`${address}/sessions/enrolment`);
  await page.fill('[name=code]', codeOf(body.secret));
  await page.locator('main button').first().click();
  assert.match(await page.textContent('main'), /recover/i);
  const cookie = await cookieOf(context);
  await context.close();
  return cookie;
}

async function cookieOf(context) {
  const cookie = (await context.cookies()).find((one) => one.name.endsWith('session'));
  assert.ok(cookie, 'nobody is signed in');
  return { name: cookie.name, value: cookie.value, url: address };
}

async function json(path, cookie) {
  const reply = await fetch(address + path, {
    headers: { Accept: 'application/json', Cookie: cookie ? `${cookie.name}=${cookie.value}` : '' } });
  return { status: reply.status, body: await reply.json() };
}

// What is for programs, or a file, or the way through signing in.
const NO_PAGES = /^\/(health|ready|metrics|openapi\.json|static|did|calendars|uploads|links\/|briefs\/|sessions\/openid|log\/(checkpoint|tile|proofs)|samples\/file)|\/(files\/\w+|pdf|bundle|signed|export)$/;
// Without a list that leads to them; of each another is given.
const WITHOUT_LIST = ['/api/{group}', '/parties/{object}', '/devices/{code}'];
const OTHERS = ['/api/lots', '/parties/programme:one-for-one', '/nowhere', '/lots?country=GH&eligible=true', '/lots?limit=0'];

// What an object of a list is asked for by.
function nameOf(list, item) {
  const kind = list.slice(1).replace(/ies$/, 'y').replace(/s$/, '');
  const id = item[`${kind}_id`] ?? Object.entries(item).find(([member]) => member.endsWith('_id'))?.[1];
  return item.code ?? item.serial ?? (kind === 'classe' ? item.class_code : item.email ?? id);
}

// Every page: those without names in their addresses, of each list its first object with all lists in it,
// and every form.
async function addresses(cookie) {
  const { body } = await json('/openapi.json');
  const all = Object.entries(body.paths);
  const pages = all.filter(([path, methods]) => methods.get && !NO_PAGES.test(path) && !path.startsWith('/forms'));
  const seen = new Set(WITHOUT_LIST);
  const found = all.filter(([path, methods]) => methods.post && !/^\/(sessions|links|language|add-checkpoint|forms)/.test(path))
    .map(([path]) => `/forms${path.replace(/\{[^}]*\}/g, 'some-name')}`);
  for (const [list] of pages.filter(([path]) => !path.includes('{'))) {
    seen.add(list);
    found.push(list);
    const { body: { items } } = await json(list, cookie);
    for (const [path] of pages.filter(([one]) => one.startsWith(`${list}/{`) && one.split('{').length === 2)) {
      seen.add(path); // of what a demonstration has none, the walks by roles see some
      if (items?.length) found.push(path.replace(/\{[^}]*\}/, encodeURIComponent(nameOf(list, items[0]))));
    }
  }
  assert.deepEqual(pages.map(([path]) => path).filter((path) => !seen.has(path)), [], 'pages that nobody looks at');
  return found.concat(OTHERS);
}

// Of the first order line that lists its devices one by one, the first and the last.
async function devicePages(cookie) {
  const { body: { items: lines } } = await json('/orders?limit=1000', cookie);
  for (const { code } of lines) {
    const { body: { items: codes } } = await json(`/orders/${code}/codes`, cookie);
    if (codes.length > 0) {
      return [codes[0], codes.at(-1)].map((one) => `/devices/${one.device_code}`);
    }
  }
  throw new Error('no order line lists devices');
}

function note(view, path, what) {
  findings.push(`${path} (${view.width}, ${view.colorScheme}, ${view.locale}): ${what}`);
}

async function check(page, view, path, most) {
  const reply = await page.goto(address + path);
  assert.ok(reply, path);
  const isThere = !/^\/(forms|nowhere|sessions\/enrolment$|certificates\/LL-0{16})/.test(path);
  if (reply.status() >= 500 || (reply.status() === 404 && isThere)) note(view, path, `status ${reply.status()}`);
  const html = await reply.text();
  const bytes = await bytesOf(page, html);
  if (bytes > most) note(view, path, `${bytes} bytes`);
  for (const one of [...await wrongs(page, view.locale), ...await violations(page)]) note(view, path, one);
  return html;
}

async function everyPage(browser, cookie, paths, most) {
  for (const [index, view] of views.entries()) {
    const context = await browser.newContext({ ...view, viewport: { width: view.width, height: 900 } });
    if (cookie) await context.addCookies([cookie]);
    const page = await context.newPage();
    let path = '';
    page.on('console', (message) => {
      // A page about an error comes with that error's status, which browsers tell as well.
      if (message.type() === 'error' && !message.text().includes('status of')) {
        note(view, path, message.text());
      }
    });
    for (path of paths) {
      if (index > 0 && path.startsWith('/forms/')) continue; // of the many forms, one view
      const html = await check(page, view, path, most);
      if (index < 2) {
        const name = path.replace(/[^a-z0-9]/gi, '_');
        writeFileSync(`${folder}/${cookie ? 'desk' : 'public'}${name}-${view.locale}.html`, html);
      }
    }
    await context.close();
  }
}

// What a person does with forms alone, scripts off.
async function withoutScripts(browser, cookie) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
  await context.addCookies([cookie]);
  const page = await context.newPage();
  await page.goto(`${address}/organisations`);
  await page.locator('details.acts summary').click();
  await page.getByRole('link', { name: 'register an organisation' }).click();
  await page.fill('[name=code]', 'Not A Code');
  await page.fill('[name=name]', 'Firm <b>&amp;</b>');
  await page.selectOption('main form [name=country]', 'GH');
  await page.getByRole('button', { name: 'Store', exact: true }).click();
  assert.equal(await page.locator('[name=code]').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.inputValue('[name=name]'), 'Firm <b>&amp;</b>');
  await page.fill('[name=code]', 'web-firm');
  await page.getByRole('button', { name: 'Try it without storing' }).click();
  await page.getByText('Nothing was stored').waitFor();
  assert.equal((await json('/organisations/web-firm', cookie)).status, 404);
  assert.equal(await page.inputValue('[name=code]'), 'web-firm');
  await page.getByRole('button', { name: 'Store', exact: true }).click();
  await page.getByText('Stored.').waitFor();
  assert.match(page.url(), /\/organisations\/org_/);
  assert.equal((await json('/organisations/web-firm', cookie)).status, 200);

  await page.getByRole('button', { name: 'Français' }).click();
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  assert.match(page.url(), /\/organisations\/org_/);
  await page.goto(`${address}/lots`);
  await page.locator('details.filter summary').click();
  await page.selectOption('[name=country]', 'NG');
  await page.getByRole('button', { name: 'Afficher', exact: true }).click();
  assert.match(page.url(), /country=NG/);
  const cells = await page.locator('tbody tr td:nth-child(4)').allInnerTexts();
  assert.ok(cells.length > 0 && cells.every((cell) => /^Nig[eé]ria$/.test(cell)), cells.join());
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.goto(`${address}/lots`);
  assert.equal(await page.getByRole('navigation').count(), 0);
  await context.close();
}

// By keyboard alone: the first stop skips to the content; the menu of a small screen opens.
async function byKeyboard(browser, cookie) {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  await context.addCookies([cookie]);
  const page = await context.newPage();
  await page.goto(`${address}/lots`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  assert.equal(await page.locator('#menu').isVisible(), false);
  await page.locator('button.open').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#menu').isVisible(), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#menu').isVisible(), false);
  await context.close();
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const cookie = await signIn(browser);
  const paths = await addresses(cookie);
  assert.ok(paths.length > 60, paths.join(' '));
  // One certificate in each state there is, and one that there is not.
  const { body: { items: issued } } = await json('/certificates?limit=1000', cookie);
  const states = new Map(issued.map((one) => [one.state, `/certificates/${one.serial}`]));
  assert.ok(states.size > 1, 'there are certificates in several states');
  const certificates = [...states.values(), '/certificates/LL-0000000000000000'];
  const devices = await devicePages(cookie);
  await everyPage(browser, null, [...certificates, ...devices, '/', '/api', '/log', '/verify', '/doubt', '/enquire', '/sessions', '/links', '/lots', '/nowhere'], PUBLIC_BYTES_MAX);
  await everyPage(browser, cookie, paths, DESK_BYTES_MAX);
  await byKeyboard(browser, cookie);
  await withoutScripts(browser, cookie);
  console.log(`${paths.length} pages in ${views.length} forms, ${findings.length} findings`);
} finally {
  await browser.close();
  for (const finding of findings) console.log(finding);
}
process.exitCode = findings.length > 0 ? 1 : 0;
