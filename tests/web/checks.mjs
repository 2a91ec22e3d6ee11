// What is asked of every page that a test shows (pages.mjs, walk.mjs, verify.mjs, hostile.mjs).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const require = createRequire(`${process.env.LL_NODE_MODULES}/x.js`);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const rules = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] };

// Of rows (entries, parts of a drawing) that differ in nothing but their words and addresses, two stay:
// axe-core takes longer than all else, and says of the hundredth row what it said of the first. Run
// in the page. What it looks for from row to row, an id given twice, the Nu validator sees in the whole.
function leaveTwoOfAKind() {
  const shape = (one) => one.outerHTML.replace(/>[^<]+/g, '>').replace(/ (href|title|value|aria-label|d|x|y|width|height)="[^"]*"/g, ' $1');
  const left = [];
  for (const parent of document.querySelectorAll('tbody, ul, ol, dl, .bars, svg')) {
    const seen = new Map();
    for (const one of [...parent.children]) {
      const key = shape(one);
      seen.set(key, (seen.get(key) ?? 0) + 1);
      if (seen.get(key) > 2) {
        left.push([parent, one, one.nextSibling]);
        one.remove();
      }
    }
  }
  globalThis.leftOut = left;
}

function putBack() {
  for (const [parent, one, next] of globalThis.leftOut.reverse()) parent.insertBefore(one, next);
}

// Violations of WCAG 2.2 A and AA on the page that is shown, each in a line.
export async function violations(page) {
  await page.evaluate(leaveTwoOfAKind);
  await page.evaluate(axe);
  const result = await page.evaluate((options) => globalThis.axe.run(options), rules);
  await page.evaluate(putBack);
  if (result.passes.length <= 10) return ['the checks did not run'];
  return result.violations.map((one) => `${one.id}: ${one.nodes[0].html}`);
}

// What a page weighs with all that it loads, compressed.
export async function bytesOf(page, html) {
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.encodedBodySize));
  return loaded.reduce((sum, bytes) => sum + bytes, gzipSync(html).length);
}

// Where it is wider than its window, in another language, without one first heading, or calls
// something by an id.
export async function wrongs(page, locale) {
  const shown = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth, language: document.documentElement.lang,
    title: document.title, headings: [...document.querySelectorAll('h1')].map((one) => one.textContent) }));
  const found = [];
  if (shown.width > page.viewportSize().width) found.push(`${shown.width} wide`);
  if (shown.language !== locale) found.push(`in ${shown.language}`);
  if (shown.headings.length !== 1) found.push(`${shown.headings.length} first headings`);
  for (const text of [shown.title, ...shown.headings]) {
    if (/\b[a-z]{3}_[0-9a-z]{26}\b/.test(text)) found.push(`is called ${text}`);
  }
  return found;
}
