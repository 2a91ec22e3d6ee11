// Pictures of pages, as WebP.
//     pictures.mjs ADDRESS LINK CHROMIUM FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.LL_NODE_MODULES}/x.js`);
const { chromium } = require('playwright-core');
const [address, link, executablePath, folder] = process.argv.slice(2);

const ALL_BYTES_MAX = 600_000;
const QUALITY = 70;
const password = 'a lamp behind the harbour wall';

// The operator's session, by the link that works once.
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
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

async function json(path, cookies) {
  const reply = await fetch(address + path, {
    headers: { Accept: 'application/json', Cookie: cookies.map((one) => `${one.name}=${one.value}`).join('; ') } });
  return reply.json();
}

// What is worth a picture: a line with several kinds of intervals, a certificate at its last stage.
async function choose(cookies) {
  const certificates = (await json('/certificates?limit=1000', cookies)).items;
  const recycled = certificates.filter((one) => one.stage === 'recycled' && one.state === 'issued');
  const cases = (await json('/cases?limit=12', cookies)).items;
  const spans = await Promise.all(cases.map((one) => json(`/cases/${one.case_id}/spans?limit=12`, cookies)));
  const ids = [...new Set(spans.flatMap((one) => one.items.map((span) => span.lot_id)))];
  const lots = await Promise.all(ids.map((id) => json(`/lots/${id}`, cookies)));
  const kinds = (lot) => new Set([...lot.custody.map((one) => one.stage), ...lot.allocations.map((one) => one.state)]).size;
  const parts = (lot) => 1000 * kinds(lot) + lot.allocations.length;
  const lot = lots.sort((a, b) => parts(b) - parts(a) || a.lot_id.localeCompare(b.lot_id))[0];
  return {
    order: '/orders/client-04.ghana',
    lot: `/lots/${lot.lot_id}`,
    serial: (recycled[1] ?? certificates[0]).serial,
  };
}

async function take(browser, picture) {
  const context = await browser.newContext({
    locale: 'en', timezoneId: 'UTC', reducedMotion: 'reduce', colorScheme: picture.light ?? 'light',
    viewport: { width: 1200, height: picture.height ?? 820 } });
  if (picture.cookies) await context.addCookies(picture.cookies);
  const page = await context.newPage();
  const reply = await page.goto(address + picture.path, { waitUntil: 'networkidle' });
  if (reply.status() !== 200) throw new Error(`${picture.path}: ${reply.status()}`);
  if (picture.then) await picture.then(page);
  const devtools = await context.newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  const bytes = Buffer.from(data, 'base64');
  writeFileSync(`${folder}/${picture.name}.webp`, bytes);
  await context.close();
  return bytes.length;
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath, args: ['--no-sandbox', '--font-render-hinting=none', '--disable-lcd-text', '--hide-scrollbars'] });
try {
  const cookies = await signIn(browser);
  const { order, lot, serial } = await choose(cookies);
  const pictures = [
    { name: 'desk', path: '/desk', cookies },
    { name: 'desk-dark', path: '/desk', cookies, light: 'dark' },
    { name: 'order', path: order, cookies },
    { name: 'lot', path: lot, cookies },
    { name: 'certificate', path: `/certificates/${serial}`, height: 900 },
    { name: 'home', path: '/', height: 1420 },
    { name: 'verify', path: `/verify?certificate=${serial}`, height: 700,
      then: async (page) => {
        await page.waitForFunction(() => document.querySelector('#result-title .mark'));
        await page.evaluate(() => globalThis.scrollTo(0, document.querySelector('#result').offsetTop - 24));
      } },
  ];
  let all = 0;
  for (const picture of pictures) {
    const bytes = await take(browser, picture);
    all += bytes;
    console.log(`${picture.name}.webp ${bytes} bytes: ${picture.path}`);
  }
  console.log(`${all} bytes in all`);
  if (all > ALL_BYTES_MAX) throw new Error(`more than ${ALL_BYTES_MAX} bytes`);
} finally {
  await browser.close();
}
