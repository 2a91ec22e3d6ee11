// The commands on the page of the public log copy all of it: played here, file by file, they give
// the very folder that `log export` writes. Tiles may be kept for ever; what is none is not there.
//     log.mjs ADDRESS FOLDER      FOLDER: the log, exported
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

const [address, folder] = process.argv.slice(2);
const exported = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((one) => one.isFile() && !one.parentPath.includes('status'))
  .map((one) => `${one.parentPath}/${one.name}`.slice(folder.length + 1)).sort();

// curl's patterns: "[000-012]" is 000 to 012.
function expand(pattern) {
  const found = /\[(\d+)-(\d+)\]/.exec(pattern);
  if (!found) return [pattern];
  const [whole, from, to] = found;
  return Array.from({ length: to - from + 1 }, (_, i) => String(Number(from) + i).padStart(from.length, '0'))
    .flatMap((number) => expand(pattern.replace(whole, number)));
}

const page = await (await fetch(`${address}/log`, { headers: { Accept: 'text/html' } })).text();
const commands = /<pre id="follow"[^>]*><code>([^<]*)/.exec(page)[1]
  .replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#x27;', "'").split('\n');
assert.equal(commands[0], `LOG=${address}/log`);
const copied = [];
for (const command of commands.filter((one) => one.startsWith('curl'))) {
  const path = /"\$LOG\/([^"]*)"(?:'([^']*)')?$/.exec(command);
  for (const name of expand(path[1] + (path[2] ?? ''))) {
    const reply = await fetch(`${address}/log/${name}`);
    assert.equal(reply.status, 200, name);
    const tile = name !== 'checkpoint';
    assert.equal(reply.headers.get('cache-control'), tile ? 'public, max-age=31536000, immutable' : 'public, max-age=5');
    assert.equal(reply.headers.get('access-control-allow-origin'), '*');
    assert.ok(Buffer.from(await reply.arrayBuffer()).equals(readFileSync(`${folder}/${name}`)), name);
    const again = await fetch(`${address}/log/${name}`, { headers: { 'If-None-Match': reply.headers.get('etag') } });
    assert.equal(again.status, 304);
    copied.push(name);
  }
}
assert.deepEqual(copied.sort(), exported);
for (const none of ['tile/0/0', 'tile/0/x999/999', 'tile/9/000', 'tile/-1/000', 'tile/0/000.p/0', 'tile/0/000.p/256',
  'tile/entries/999', 'tile/0/x009/223/372/036', 'tile/entries/0000', 'tile/0/%2e%2e']) {
  assert.equal((await fetch(`${address}/log/${none}`)).status, 404, none);
}
// What a tile held when it was partial is there for ever.
const part = await (await fetch(`${address}/log/tile/0/000.p/7`)).arrayBuffer();
assert.equal(part.byteLength, 7 * 32);
console.log(`${copied.length} files, as exported`);
