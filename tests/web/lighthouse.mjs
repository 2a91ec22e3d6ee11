// What Lighthouse says of public pages: accessibility, best practices and search engines, each at
// least 95. With "performance" it judges that too, on a slow telephone that it plays; a machine with
// other work makes that lower, so tests leave it to bench/lighthouse.sh.
//     lighthouse.mjs ADDRESS CHROMIUM tests|performance PATH...
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.env.LL_NODE_MODULES}/x.js`);
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const { default: lighthouse } = await load('lighthouse');
const { launch } = await load('chrome-launcher');
const [address, chromePath, what, ...paths] = process.argv.slice(2);

const LEAST = 95;
const judged = ['accessibility', 'best-practices', 'seo'];
const options = what === 'performance'
  ? { onlyCategories: [...judged, 'performance'] }
  : { onlyCategories: judged, throttlingMethod: 'provided' };
const chrome = await launch({ chromePath, chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu',
  '--disable-quic', '--disable-background-networking', '--disable-component-update'] });
let low = 0;
try {
  for (const path of paths) {
    const { lhr } = await lighthouse(address + path, { ...options, port: chrome.port, logLevel: 'error' });
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    const scores = Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]);
    console.log(`${path}: ${scores.map(([id, score]) => `${id} ${score}`).join(', ')}`);
    low += scores.filter(([, score]) => score < LEAST).length;
    for (const { id, auditRefs } of Object.values(lhr.categories)) {
      for (const { id: audit, weight } of auditRefs) {
        const { score, title } = lhr.audits[audit];
        if (id !== 'performance' && weight > 0 && score !== null && score < 1) console.log(`  ${title}`);
      }
    }
  }
} finally {
  await chrome.kill();
}
process.exitCode = low > 0 ? 1 : 0;
