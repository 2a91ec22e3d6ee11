// What people may have typed: scripts, quotes, marks that turn the direction of letters, piled accents, long
// words, nothing that shows. Organisations, places, people, orders with their certificates, cases,
// enquiries and the site itself are called by it; every page that shows them stays whole: no script runs, nothing
// is wider than a telephone, letters around a name stay in their order, and the checks of every page hold.
// The same of the files: CSV, SVG, PDF and calendar.
//     hostile.mjs ADDRESS LINKS_JSON CHROMIUM HTML_FOLDER LOOPLEDGER
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import { address, fill, findings, json, look, run, signIn } from './walk.mjs';

const loopledger = process.argv[6];
const NAME_BYTES_MAX = 200;
const cut = (text) => { // at most that many bytes, of whole characters
  let bytes = 0;
  return [...text].filter((one) => (bytes += Buffer.byteLength(one)) <= NAME_BYTES_MAX).join('');
};
const names = Object.entries({
  script: '<script>globalThis.hit=1</script><img src=x onerror="hit=1"><svg onload=hit=1>',
  quotes: '"\'`></title></textarea></option></td>-->{{data}}{{{x}}}&lt;&#x3c;%00',
  turned: 'Shop \u202egnp.exe\u202d \u2066\u05d0\u05d1\u05d2 12',
  unbalanced: '\u2069\u202e\u2069\u2067left open',
  hebrew: '\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd 12, 34',
  piled: `Z${'\u0301\u0327\u0489'.repeat(30)}algo`,
  long: 'W'.repeat(NAME_BYTES_MAX),
  formula: '=HYPERLINK("http://x.example/","x")',
  unseen: '\u200b\u00ad\u2060',
  emoji: '\u{1F468}\u200d\u{1F469}\u200d\u{1F467}'.repeat(8),
}).map(([code, name]) => [`odd-${code}`, cut(name)]);

const message = (name) => `${name} ${'w'.repeat(1500)}`;
const note = (name) => `${name} ${'n'.repeat(500)}`;
const site = `${names[0][1].slice(0, 40)} ${names[2][1]}`;
const whole = [site, ...names.flatMap(([, name]) => [name, message(name), note(name)])].map((one) => one.trim());

function command(...args) {
  const done = spawnSync(loopledger, [...args, '--data', 'demo', '--json'], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${args.join(' ')}: ${done.stderr}`);
  return JSON.parse(done.stdout);
}

// The client with all of it: an order, what they bought, a certificate.
function prepare() {
  const paths = [];
  for (const [code, name] of names) {
    command('organisation', 'add', code, '--country', 'NL', '--name', name);
    command('facility', 'add', `${code}-place`, '--country', 'GH', '--organisation', code, '--name', name);
    const user = command('user', 'add', `${code}@odd.example`, '--organisation', code, '--name', name);
    paths.push(`/organisations/${code}`, `/facilities/${code}-place`, `/users/${user.user_id}`);
  }
  const box = command('package', 'list', '--limit', '1').items[0].code;
  for (const [code, name] of names.slice(0, 4)) {
    command('enquiry', 'receive', `${code}@odd.example`, '--country', 'NL', '--devices', 'phones', '--name', name,
      '--organisation', name, '--trigger', 'purchase', '--units-a-year', '12', '--message', message(name));
    const { case_id: opened } = command('case', 'open', '--cause', 'theft', '--deadline', '2030-01-01', '--counterparty', code,
      '--package', box, '--note', note(name));
    paths.push(`/cases/${opened}`);
    command('order', 'open', '--beneficiary', code, '--class-code', 'smartphone', '--code', `${code}.phones`,
      '--programme', 'one-for-one');
    writeFileSync(`${code}.csv`, `document_id,line_id,device_class,quantity,date\n"${name.replaceAll('"', '""')}",1,smartphone,3,2026-02-03\n`);
    command('order', 'import', `${code}.csv`, '--beneficiary', code, '--programme', 'one-for-one');
    paths.push(`/orders/${code}.phones`, `/orders/${code}.phones/trail`, `/orders/${code}.phones/slices`);
  }
  command('allocation', 'run', 'one-for-one');
  for (const [code] of names.slice(0, 4)) {
    const { serial } = command('certificate', 'issue', '--beneficiary', code, '--programme', 'one-for-one', '--stage', 'received');
    paths.push(`/certificates/${serial}`, `/certificates/${serial}/trail`);
  }
  return paths;
}

// Letters around a name stay in their order: a name with letters that turn is kept to itself, by marks in a
// sentence, else since it is all of an element that is. Run in the page.
function turned(whole) {
  const turning = /[\u202a-\u202e\u2066-\u2069\u0590-\u08ff]/;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data;
    if (!turning.test(text) || node.parentElement.closest('svg, option, textarea, select')) continue;
    const kept = text.replace(/\u2068[^]*\u2069/u, (all) => '\u0000'.repeat(all.length)); // to itself
    const own = node.parentElement;
    const style = getComputedStyle(own);
    const isApart = style.unicodeBidi === 'isolate' || style.display !== 'inline';
    if (turning.test(kept) && !(isApart && own.textContent === text && whole.includes(text.trim()))) {
      found.push(own.outerHTML.slice(0, 300));
    }
  }
  return found;
}

async function shown(page, way, path) {
  const reply = await page.goto(address + path);
  const finding = (what) => findings.push(`${path} (${way.locale}): ${what}`);
  if (reply.status() !== 200) finding(`status ${reply.status()}`);
  await look(page, way, `odd${path.replace(/[^a-z0-9]/gi, '_')}`);
  for (const html of await page.evaluate(turned, whole)) finding(`turns what is around it: ${html}`);
  if (way.javaScriptEnabled && await page.evaluate(() => globalThis.hit !== undefined)) finding('a script ran');
}

// Ten thousand letters are refused in words, and come back in a form that is no wider for it.
async function refused(page, way) {
  await page.goto(`${address}/forms/organisations`);
  const word = `${'x'.repeat(10_000)}`;
  await fill(page, { code: word, name: word, country: 'GH' });
  await page.locator('main form button').first().click();
  await page.locator('[aria-invalid=true]').first().waitFor();
  assert.equal(await page.inputValue('main [name=name]'), word);
  await look(page, way, 'odd-refused');
  await page.goto(`${address}/lots?class_code=${encodeURIComponent(names[0][1])}&vintage=${word.slice(0, 2000)}`);
  await look(page, way, 'odd-question');
  await page.goto(`${address}/${encodeURIComponent(names[1][1])}`);
  await look(page, way, 'odd-nowhere');
}

// Files: a cell that a spreadsheet would run is text, drawings are well formed, names are in them.
async function files(page, paths) {
  for (const list of ['organisations', 'facilities', 'cases', 'enquiries', 'orders']) {
    const text = await (await page.request.get(`${address}/${list}.csv`)).text();
    for (const cell of text.split(/[\r\n,]/)) assert.doesNotMatch(cell, /^"?[=+@\t]/, `${list}.csv`);
  }
  for (const path of paths.filter((one) => /^\/certificates\/[^/]*$/.test(one))) {
    const pdf = await (await page.request.get(`${address}${path}/files/pdf`)).body();
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-', path);
    const serial = path.split('/').pop();
    command('certificate', 'print', serial, '--format', 'svg', '--output', `${serial}.svg`);
    const drawn = await page.evaluate(async (source) => {
      const document = new DOMParser().parseFromString(source, 'image/svg+xml');
      return { broken: document.querySelectorAll('parsererror').length,
        active: document.querySelectorAll('script, img, foreignObject, [onload], [onerror]').length };
    }, readFileSync(`${serial}.svg`, 'utf8'));
    assert.deepEqual(drawn, { broken: 0, active: 0 }, path);
  }
}

const ways = [
  { locale: 'en', javaScriptEnabled: false },
  { locale: 'fr', javaScriptEnabled: true, colorScheme: 'dark' },
];
const lists = ['/organisations', '/facilities', '/users', '/cases', '/enquiries', '/orders?limit=1000', '/certificates?limit=1000',
  '/activity', '/annex?limit=1000', '/desk', '/holds', '/progress'];

await run('with odd names', async (browser) => {
  const paths = prepare();
  command('site', 'set', '--name', site, '--address', 'https://odd.example');
  for (const way of ways) {
    const page = await signIn(browser, way, 'odd', 'desk@operator.example', way.locale === 'en' ? 'Desk' : 'Bureau');
    const { items } = await json(page, '/enquiries');
    for (const path of [...lists, ...paths, ...items.map((one) => `/enquiries/${one.enquiry_id}`)]) await shown(page, way, path);
    await refused(page, way);
    if (way.javaScriptEnabled) await files(page, paths);
    await page.context().close();
    // Who is not signed in, on a site that is called so itself.
    const stranger = await browser.newPage({ ...way, viewport: { width: 360, height: 900 } });
    for (const path of ['/', '/enquire', '/doubt', '/sessions', '/log', ...paths.filter((one) => one.startsWith('/certificates/') && !one.endsWith('/trail'))]) {
      await shown(stranger, way, path);
    }
    await stranger.close();
  }
});
