// Drives a server of ours like a browser, against two providers in this process: npm's
// oidc-provider, and one that answers whatever a case wants.
//     openid.mjs LOOPLEDGER      in an initialised data directory ($LOOPLEDGER_DATA)
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { writeFileSync, mkdirSync, chmodSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import * as jose from 'jose';
import Provider from 'oidc-provider';

const [program] = process.argv.slice(2);
const HOME = 'http://localhost:18080'; // the site's address; requests go to where it listens
const ADDRESS = 'ama@op.example';
const SECRET = 'a secret: with % and +';

const run = (...args) => JSON.parse(execFileSync(program, [...args, '--json'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));

// ---- a browser ----

class Browser {
  jars = new Map(); // by origin
  async ask(url, options = {}) {
    const at = new URL(url);
    const jar = this.jars.get(at.origin) ?? new Map();
    this.jars.set(at.origin, jar);
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const target = at.origin === HOME ? url.replace(HOME, server.origin) : url;
    const reply = await fetch(target, {
      redirect: 'manual', ...options,
      headers: { ...(cookies ? { cookie: cookies } : {}), ...options.headers },
    });
    for (const cookie of reply.headers.getSetCookie()) {
      const [pair, ...rest] = cookie.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || rest.some((part) => part.trim().toLowerCase() === 'max-age=0')) {
        jar.delete(name);
      } else {
        jar.set(name, value);
      }
      if (at.origin === HOME) {
        assert.match(cookie, /HttpOnly; SameSite=Lax/);
      }
    }
    return reply;
  }
  // Follow redirects; the interactions of oidc-provider are filled in as `sub`.
  async follow(url, sub) {
    for (let i = 0; i < 20; i++) {
      const reply = await this.ask(url);
      if (reply.status >= 300 && reply.status < 400) {
        url = new URL(reply.headers.get('location'), url).href;
        if (url.startsWith(`${HOME}/sessions/openid/`)) {
          return url;
        }
        continue;
      }
      const text = await reply.text();
      const action = /<form[^>]*action="([^"]+)"/.exec(text);
      assert.ok(action, `${reply.status} ${text.slice(0, 500)}`);
      const prompt = /name="prompt" value="([^"]+)"/.exec(text)[1];
      const next = await this.ask(new URL(action[1], url).href, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ prompt, login: sub, password: 'x' }),
      });
      url = new URL(next.headers.get('location'), url).href;
    }
    throw new Error(`too many redirects: ${url}`);
  }
  get signedIn() {
    return this.jars.get(HOME)?.has('session') ?? false;
  }
  async me() {
    return (await this.ask(`${HOME}/sessions/me`)).json();
  }
}

// ---- the real provider ----

const keyOf = async (alg, kid) => {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid, alg, use: 'sig' };
};
const listen = (handler) => new Promise((resolve) => {
  const http = createServer(handler).listen(0, '127.0.0.1', () => resolve(http));
});

let realHandler;
const realHttp = await listen((request, reply) => realHandler(request, reply));
const realIssuer = `http://127.0.0.1:${realHttp.address().port}`;
console.info = () => {}; // its advice to who would run it for good
console.warn = () => {};
const startReal = async (generation) => {
  const client = (id, alg, more) => ({
    client_id: id, redirect_uris: [`${HOME}/sessions/openid/${id}/callback`],
    response_types: ['code'], grant_types: ['authorization_code'],
    id_token_signed_response_alg: alg, ...more,
  });
  const provider = new Provider(realIssuer, {
    clients: [
      client('rsa', 'RS256', { client_secret: SECRET }),
      client('ec', 'ES256',
        { client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic' }),
      client('public', 'RS256', { token_endpoint_auth_method: 'none' }),
    ],
    jwks: { keys: [await keyOf('RS256', `r${generation}`), await keyOf('ES256', `e${generation}`)] },
    pkce: { required: () => true, methods: ['S256'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['k'] },
    findAccount: (context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: sub === 'by-mail' ? ADDRESS : `${sub}@else.example`,
        email_verified: true }),
    }),
  });
  realHandler = provider.callback();
};
await startReal(1);

// ---- the one that lies ----

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (pair, more) => ({ ...pair.publicKey.export({ format: 'jwk' }), ...more });
const rsaJwk = jwk(rsa, { kid: 'r', alg: 'RS256', use: 'sig' });
const ecJwk = jwk(ec, { kid: 'e', alg: 'ES256', use: 'sig' });
const lie = {}; // what the next answers are
const tell = (more) => Object.assign(lie, {
  description: {}, keys: [rsaJwk, ecJwk], token: null, status: 200, body: null, lookups: 0,
}, more);
const evilHttp = await listen((request, reply) => {
  const send = (status, value, headers = {}) => {
    reply.writeHead(status, { 'content-type': 'application/json', ...headers });
    reply.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
  if (request.url.endsWith('/.well-known/openid-configuration')) {
    send(lie.descriptionStatus ?? 200, lie.raw ?? {
      issuer: evilIssuer, authorization_endpoint: `${evilIssuer}/auth?a=1`,
      token_endpoint: `${evilIssuer}/token`, jwks_uri: `${evilIssuer}/keys`,
      code_challenge_methods_supported: ['S256'], ...lie.description,
    }, lie.headers);
  } else if (request.url === '/keys') {
    lie.lookups++;
    send(200, { keys: lie.keys });
  } else if (request.url === '/token') {
    send(lie.status, lie.body ?? { access_token: 'a', token_type: 'Bearer', id_token: lie.token });
  } else {
    send(404, {});
  }
});
const evilIssuer = `http://127.0.0.1:${evilHttp.address().port}`;

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  .toString('base64url');
const signed = async (claims, { alg = 'RS256', key = rsa.privateKey, header = { kid: 'r' } } = {}) =>
  new jose.CompactSign(Buffer.from(typeof claims === 'string' ? claims : JSON.stringify(claims)))
    .setProtectedHeader({ alg, ...header }).sign(key);

// ---- the server ----

mkdirSync('conf', { mode: 0o700 });
writeFileSync('conf/client.secret', `${SECRET}\n`, { mode: 0o600 });
chmodSync('conf/client.secret', 0o600);
const provider = (id, issuer, more) => ({ client_id: id, id, issuer, name: `By ${id}`, near: true, ...more });
writeFileSync('conf/openid.json', JSON.stringify({ providers: [
  provider('rsa', realIssuer, { client_secret_file: 'client.secret', second_factor: true }),
  provider('ec', realIssuer, { client_secret_file: 'client.secret',
    trusted_domains: ['op.example'] }),
  provider('public', realIssuer),
  provider('evil', evilIssuer, { client_secret_file: 'client.secret', second_factor: true }),
  provider('trusted', evilIssuer, { second_factor: true, trusted_domains: ['op.example'] }),
  provider('far', evilIssuer.replace('http:', 'https:'), { near: false }),
] }));
run('organisation', 'add', 'op', '--country', 'NL', '--name', 'Operator');
run('site', 'set', '--address', HOME, '--name', 'Ledger');
const addUser = (email, role) =>
  run('user', 'add', email, '--name', 'Ama', '--organisation', 'op', '--role', role).user_id;
const admin = addUser(ADDRESS, 'admin');
const client = addUser('kofi@client.example', 'client');

const server = { said: '' };
const start = () => new Promise((resolve, reject) => {
  let line = '';
  server.process = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--rates', '0',
    '--openid', 'conf/openid.json'], { stdio: ['ignore', 'ignore', 'pipe'] });
  server.process.stderr.on('data', (bytes) => {
    server.said += bytes;
    line += bytes;
    const at = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
    if (at) {
      server.origin = `http://127.0.0.1:${at[1]}`;
      resolve();
    }
  });
  server.process.on('exit', (code) => reject(new Error(`the server ended: ${code} ${server.said}`)));
});
const stop = () => new Promise((resolve) => {
  server.process.removeAllListeners('exit');
  server.process.on('exit', (code) => resolve(code));
  server.process.kill('SIGTERM');
});

// ---- steps ----

const begin = async (browser, id, query = '', headers = {}) => {
  const reply = await browser.ask(`${HOME}/sessions/openid/${id}${query}`, { headers });
  assert.equal(reply.status, 303, await reply.text());
  return new URL(reply.headers.get('location'));
};
const linkOf = (user) => run('user', 'link', user).transient.link.split('/').pop();
const SAME = { 'sec-fetch-site': 'same-origin' };
let checks = 0;
const check = async (what, test) => {
  try {
    await test();
    checks++;
  } catch (error) {
    console.error(`failed: ${what}`);
    throw error;
  }
};
const problem = async (reply, status, words) => {
  const text = await reply.text();
  assert.equal(reply.status, status, text);
  assert.match(text, words);
};

// RFC 6238, of the secret in base32
const codeOf = (secret) => {
  const bits = [...secret.replace(/[^A-Z2-7]/g, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const code = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(code % 1000000).padStart(6, '0');
};

const realFlow = async (browser, id, sub, query = '', headers = {}) => {
  const to = await begin(browser, id, query, headers);
  return browser.ask(await browser.follow(to.href, sub));
};

// A sign-in by the provider that lies: its token from what was asked for.
const evilFlow = async (browser, make, { id = 'evil', query = '', headers = {}, more = '' } = {}) => {
  const to = await begin(browser, id, query, headers);
  const now = Math.floor(Date.now() / 1000);
  lie.token = await make({
    iss: evilIssuer, aud: id, sub: 'evil-1', iat: now, exp: now + 300,
    nonce: to.searchParams.get('nonce'),
  }, now);
  const state = to.searchParams.get('state');
  return browser.ask(`${HOME}/sessions/openid/${id}/callback?code=c&state=${state}${more}`);
};

const real = async () => {
  await check('nobody is known at first', async () => {
    const browser = new Browser();
    await problem(await realFlow(browser, 'rsa', 'ama'), 401, /nobody here is known/);
    assert.ok(!browser.signedIn);
  });
  await check('the request asks for what it should', async () => {
    const to = await begin(new Browser(), 'rsa');
    const of = (name) => to.searchParams.get(name);
    assert.equal(to.origin, realIssuer);
    assert.deepEqual(
      [of('response_type'), of('client_id'), of('code_challenge_method'), of('scope')],
      ['code', 'rsa', 'S256', 'openid email']);
    assert.equal(of('redirect_uri'), `${HOME}/sessions/openid/rsa/callback`);
    assert.equal(new Set([of('state'), of('nonce'), of('code_challenge')]).size, 3);
    assert.match(of('state'), /^[0-9a-f]{64}$/);
    const again = await begin(new Browser(), 'rsa');
    assert.notEqual(again.searchParams.get('state'), of('state'));
  });
  await check('pages lead there', async () => {
    const page = async (path, language) => (await new Browser().ask(`${HOME}${path}`,
      { headers: { accept: 'text/html', 'accept-language': language } })).text();
    assert.match(await page('/sessions', 'en'),
      /<a href="\/sessions\/openid\/rsa">Sign in with By rsa<\/a>/);
    assert.match(await page('/sessions', 'fr'), /Se connecter avec By ec/);
    const link = linkOf(admin);
    assert.match(await page(`/links/${link}`, 'nl'),
      new RegExp(`<a href="/sessions/openid/rsa\\?link=${link}">Aanmelden met By rsa</a>`));
    const none = await page('/sessions/openid/rsa/callback?code=c&state=x', 'en');
    assert.match(none, /not the way back of a sign-in/);
    assert.match(none, /Sign in with By rsa/);
  });
  await check('a link connects, and not from another site', async () => {
    const browser = new Browser();
    const query = `?link=${linkOf(admin)}`;
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'none' }]) {
      await problem(await browser.ask(`${HOME}/sessions/openid/rsa${query}`, { headers }), 403,
        /open the link/);
    }
    const reply = await realFlow(browser, 'rsa', 'ama', query, SAME);
    assert.equal(reply.status, 303, await reply.text());
    assert.equal(reply.headers.get('location'), '/');
    const me = await browser.me();
    assert.equal(me.user_id, admin);
    assert.ok(me.roles.includes('admin'));
    await problem(await realFlow(new Browser(), 'rsa', 'kofi', query, SAME), 404, /link was used/);
  });
  await check('then it is known', async () => {
    const browser = new Browser();
    assert.equal((await realFlow(browser, 'rsa', 'ama')).status, 303);
    assert.equal((await browser.me()).user_id, admin);
  });
  await check('and is nobody else', async () => {
    await problem(await realFlow(new Browser(), 'rsa', 'ama', `?link=${linkOf(client)}`, SAME), 409,
      /another user signs in/);
    await problem(await realFlow(new Browser(), 'rsa', 'esi'), 401, /nobody here is known/);
  });
  await check('an administrator connects', async () => {
    run('user', 'connect', client, '--issuer', realIssuer, '--subject', 'kofi');
    const browser = new Browser();
    assert.equal((await realFlow(browser, 'public', 'kofi')).status, 303);
    assert.equal((await browser.me()).user_id, client);
  });
  await check('ES256, and a provider that asks no second factor itself', async () => {
    const browser = new Browser();
    const reply = await realFlow(browser, 'ec', 'ama');
    assert.equal(reply.status, 303, await reply.text());
    assert.match(reply.headers.get('location'), /enrolment/);
    const users = await browser.ask(`${HOME}/users`, { headers: { accept: 'application/json' } });
    assert.ok([401, 403].includes(users.status), `${users.status}`);
  });
  await check('a device that was set up here is asked for, whatever the provider asks', async () => {
    const esi = addUser('esi@op.example', 'logistics');
    run('user', 'connect', esi, '--issuer', realIssuer, '--subject', 'device');
    const browser = new Browser();
    assert.match((await realFlow(browser, 'ec', 'device')).headers.get('location'), /enrolment/);
    const { csrf } = await browser.me();
    const { secret } = await (await browser.ask(`${HOME}/sessions/enrolment`)).json();
    const reply = await browser.ask(`${HOME}/sessions/enrolment`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify({ code: codeOf(secret) }) });
    assert.equal(reply.status, 200, await reply.text());
    const again = new Browser();
    assert.match((await realFlow(again, 'rsa', 'device')).headers.get('location'), /second-factor/);
    const organisations = await again.ask(`${HOME}/organisations`);
    assert.equal(organisations.status, 401);
  });
  await check('new keys are found', async () => {
    await startReal(2);
    const browser = new Browser();
    assert.equal((await realFlow(browser, 'rsa', 'ama')).status, 303);
    assert.equal((await browser.me()).user_id, admin);
  });
  await check('a verified address is believed of a trusted domain alone', async () => {
    await problem(await realFlow(new Browser(), 'public', 'by-mail'), 401, /nobody here is known/);
    const browser = new Browser();
    assert.equal((await realFlow(browser, 'ec', 'by-mail')).status, 303);
    assert.equal((await browser.me()).user_id, admin);
  });
  await check('accounts are forgotten, and sessions end', async () => {
    const browser = new Browser();
    assert.equal((await realFlow(browser, 'public', 'kofi')).status, 303);
    run('user', 'disconnect', client);
    await problem(await browser.ask(`${HOME}/sessions/me`), 401, /./);
    await problem(await realFlow(new Browser(), 'public', 'kofi'), 401, /nobody here is known/);
  });
  await check('a user who is disabled', async () => {
    run('user', 'connect', client, '--issuer', realIssuer, '--subject', 'kofi');
    run('user', 'disable', client, '--reason', 'left');
    await problem(await realFlow(new Browser(), 'public', 'kofi'), 401, /nobody here is known/);
  });
};

const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
const hmac = (claims, secret) => {
  const text = `${b64({ alg: 'HS256', kid: 'r' })}.${b64(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};
const without = (claims, name) => {
  delete claims[name];
  return claims;
};
// What is not believed, and of how it is said.
const wrong = [
  ['no signature', (c) => `${b64({ alg: 'none' })}.${b64(c)}.`, /no method that is taken/],
  ['alg None', (c) => `${b64({ alg: 'None' })}.${b64(c)}.AA`, /no method/],
  ['HS256 with the public key', (c) => hmac(c, pem), /no method/],
  ['HS256 with the modulus', (c) => hmac(c, Buffer.from(rsaJwk.n, 'base64url')), /no method/],
  ['HS256 with the client secret', (c) => hmac(c, SECRET), /no method/],
  ['RS384', (c) => signed(c, { alg: 'RS384' }), /no method/],
  ['PS256', (c) => signed(c, { alg: 'PS256' }), /no method/],
  ['another key', (c) => signed(c, { key: other.privateKey }), /no key of its own/],
  ['a key of its own in the head', (c) => signed(c, { key: other.privateKey,
    header: { jwk: jwk(other), kid: 'r' } }), /no key of its own/],
  ['another kid', (c) => signed(c, { header: { kid: 'x' } }), /no key of its own/],
  ['a kid that is no text', (c) => signed(c, { header: { kid: 1 } }), /not known here/],
  ['crit', async (c) => {
    const text = `${b64({ alg: 'RS256', kid: 'r', crit: ['b64'], b64: true })}.${b64(c)}`;
    const { sign } = await import('node:crypto');
    return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`;
  }, /not known here/],
  ['changed claims', async (c) => {
    const [head, , end] = (await signed(c)).split('.');
    return `${head}.${b64({ ...c, sub: 'ama' })}.${end}`;
  }, /no key of its own/],
  ['an empty signature', async (c) => (await signed(c)).replace(/[^.]+$/, ''), /no key of its own/],
  ['ES256 of zeros', (c) => `${b64({ alg: 'ES256', kid: 'e' })}.${b64(c)}.${
    Buffer.alloc(64).toString('base64url')}`, /no key of its own/],
  ['ES256 in DER', async (c) => {
    const { sign } = await import('node:crypto');
    const text = `${b64({ alg: 'ES256', kid: 'e' })}.${b64(c)}`;
    return `${text}.${sign('sha256', Buffer.from(text), ec.privateKey).toString('base64url')}`;
  }, /no key of its own/],
  ['two parts', (c) => `${b64({ alg: 'RS256' })}.${b64(c)}`, /no signed token/],
  ['encrypted', () => 'a.b.c.d.e', /base64url/],
  ['no base64url', async (c) => `${await signed(c)}=`, /base64url/],
  ['no JSON', () => signed('hello'), /no JSON object/],
  ['an array', (c) => signed([c]), /no JSON object/],
  ['a member twice', (c) => signed(JSON.stringify(c).replace('{', '{"sub":"ama",')), /no JSON/],
  ['too long', (c) => signed({ ...c, more: 'x'.repeat(40000) }), /no signed token/],
  ['another issuer', (c) => signed({ ...c, iss: realIssuer }), /another provider/],
  ['an issuer with a slash', (c) => signed({ ...c, iss: `${evilIssuer}/` }), /another provider/],
  ['no issuer', (c) => signed(without(c, 'iss')), /another provider/],
  ['another audience', (c) => signed({ ...c, aud: 'rsa' }), /somebody else/],
  ['no audience', (c) => signed(without(c, 'aud')), /somebody else/],
  ['two audiences', (c) => signed({ ...c, aud: ['evil', 'rsa'], azp: 'evil' }), /somebody else/],
  ['no audiences', (c) => signed({ ...c, aud: [] }), /somebody else/],
  ['another party', (c) => signed({ ...c, azp: 'rsa' }), /somebody else/],
  ['a party that is no text', (c) => signed({ ...c, azp: null }), /somebody else/],
  ['another nonce', (c) => signed({ ...c, nonce: 'x' }), /this attempt/],
  ['no nonce', (c) => signed(without(c, 'nonce')), /this attempt/],
  ['an empty nonce', (c) => signed({ ...c, nonce: '' }), /this attempt/],
  ['over', (c, now) => signed({ ...c, iat: now - 300, exp: now - 61 }), /too old/],
  ['no end', (c) => signed(without(c, 'exp')), /until when/],
  ['an end that is text', (c, now) => signed({ ...c, exp: `${now + 300}` }), /until when/],
  ['an end with a fraction', (c, now) => signed({ ...c, exp: now + 300.5 }), /until when/],
  ['no beginning', (c) => signed(without(c, 'iat')), /until when/],
  ['old', (c, now) => signed({ ...c, iat: now - 700 }), /just now/],
  ['of tomorrow', (c, now) => signed({ ...c, iat: now + 86400 }), /just now/],
  ['not yet', (c, now) => signed({ ...c, nbf: now + 600 }), /not hold yet/],
  ['nobody', (c) => signed(without(c, 'sub')), /names nobody/],
  ['an empty name', (c) => signed({ ...c, sub: '' }), /names nobody/],
  ['a name that is a number', (c) => signed({ ...c, sub: 1 }), /names nobody/],
  ['a name that is too long', (c) => signed({ ...c, sub: 'x'.repeat(256) }), /names nobody/],
  ['a name with a control character', (c) => signed({ ...c, sub: 'a\u0000b' }), /names nobody/],
  ['no token', () => undefined, /does not confirm/],
];

const hostile = async () => {
  run('user', 'connect', admin, '--issuer', evilIssuer, '--subject', 'evil-1');
  for (const [what, make, words] of wrong) {
    await check(what, async () => {
      tell();
      const browser = new Browser();
      await problem(await evilFlow(browser, make), 401, words);
      assert.ok(!browser.signedIn);
    });
  }
  await check('what is right is believed all the same', async () => {
    const good = [
      (c) => signed(c),
      (c) => signed(c, { header: {} }),
      (c) => signed({ ...c, aud: ['evil'], azp: 'evil', nbf: c.iat, amr: ['pwd'] }),
      (c) => signed(c, { alg: 'ES256', key: ec.privateKey, header: { kid: 'e' } }),
    ];
    for (const make of good) {
      tell();
      const browser = new Browser();
      const reply = await evilFlow(browser, make, { more: '&session_state=x&scope=openid' });
      assert.equal(reply.status, 303, await reply.text());
      assert.equal((await browser.me()).user_id, admin);
    }
  });
  await check('keys that are none', async () => {
    const keys = [
      [], [{ ...rsaJwk, use: 'enc' }], [{ ...rsaJwk, alg: 'RS512' }], [{ ...rsaJwk, kty: 'oct' }],
      [{ ...rsaJwk, e: 'AQ' }], [{ ...rsaJwk, n: '' }], [rsa.privateKey.export({ format: 'jwk' })],
      [{ ...ecJwk, x: ecJwk.y }], [{ ...ecJwk, crv: 'P-384' }], ['x', null, 1],
    ];
    await stop();
    await start();
    for (const set of keys) {
      tell({ keys: set });
      await problem(await evilFlow(new Browser(), (c) => signed(c, { header: {} })), 401,
        /no key of its own/);
    }
    tell({ keys: [jwk(small)] });
    await problem(await evilFlow(new Browser(),
      (c) => { const text = `${b64({ alg: 'RS256' })}.${b64(c)}`; return import('node:crypto').then(
        ({ sign }) => `${text}.${sign('sha256', Buffer.from(text), small.privateKey)
          .toString('base64url')}`); }), 401, /no key of its own/);
  });
  await check('a key that is not there is not looked for by everybody', async () => {
    await stop();
    await start();
    tell();
    for (let i = 0; i < 5; i++) {
      await problem(await evilFlow(new Browser(), (c) => signed(c, { header: { kid: 'x' } })), 401,
        /no key/);
    }
    assert.equal(lie.lookups, 1);
  });
  await check('the way back is of the browser that began, once', async () => {
    tell();
    const make = (c) => signed(c);
    const thief = new Browser();
    const to = await begin(new Browser(), 'evil');
    const back = `${HOME}/sessions/openid/evil/callback?code=c&state=${to.searchParams.get('state')}`;
    await problem(await thief.ask(back), 401, /not the way back/);
    await begin(thief, 'evil');
    await problem(await thief.ask(back), 401, /another sign-in/);
    await problem(await thief.ask(back), 401, /not the way back/);
    for (const query of ['', '?state=x', '?code=c', '?code=c&code=d&state=x', '?code=%zz&state=x']) {
      await begin(thief, 'evil');
      await problem(await thief.ask(`${HOME}/sessions/openid/evil/callback${query}`), 401, /way back/);
    }
    const browser = new Browser();
    const jar = () => new Map(browser.jars.get(HOME));
    assert.equal((await evilFlow(browser, make)).status, 303);
    assert.ok(!jar().has('openid'));
    for (const [name, value] of [['error', 'access_denied'], ['error', '<b>no</b>']]) {
      const again = await begin(browser, 'evil');
      const reply = await browser.ask(`${HOME}/sessions/openid/evil/callback?${name}=${
        encodeURIComponent(value)}&state=${again.searchParams.get('state')}`);
      const text = await reply.text();
      assert.equal(reply.status, 401, text);
      assert.match(text, /did not sign you in/);
      assert.ok(!text.includes('<b>'));
    }
  });
  await check('an answer that names another issuer', async () => {
    tell();
    const more = `&iss=${encodeURIComponent(realIssuer)}`;
    await problem(await evilFlow(new Browser(), (c) => signed(c), { more }), 401, /does not confirm/);
    const right = `&iss=${encodeURIComponent(evilIssuer)}`;
    assert.equal((await evilFlow(new Browser(), (c) => signed(c), { more: right })).status, 303);
  });
  await check('an address is no name', async () => {
    for (const more of [{}, { email_verified: false }, { email_verified: 'true' }]) {
      tell();
      await problem(await evilFlow(new Browser(),
        (c) => signed({ ...c, sub: 'eve', email: ADDRESS, ...more }), { id: 'trusted' }), 401,
        /nobody here/);
    }
    tell();
    await problem(await evilFlow(new Browser(), (c) => signed({ ...c, sub: 'eve',
      email: `${ADDRESS}.evil.example`, email_verified: true }), { id: 'trusted' }), 401, /nobody/);
    await problem(await evilFlow(new Browser(), (c) => signed({ ...c, sub: 'eve',
      email: ADDRESS, email_verified: true })), 401, /nobody/);
  });
  await check('a provider that does not answer as it should', async () => {
    const bad = [
      { description: { issuer: `${evilIssuer}/x` } },
      { description: { token_endpoint: 'file:///etc/passwd' } },
      { description: { authorization_endpoint: 'javascript:alert(1)' } },
      { description: { jwks_uri: undefined } },
      { description: { code_challenge_methods_supported: ['plain'] } },
      { descriptionStatus: 302, headers: { location: `${realIssuer}/.well-known/openid-configuration` } },
      { raw: '<html>' }, { raw: '[]' }, { raw: 'x'.repeat(400000) },
    ];
    for (const more of bad) {
      await stop();
      await start();
      tell({ descriptionStatus: 200, raw: undefined, headers: {}, ...more });
      await problem(await new Browser().ask(`${HOME}/sessions/openid/evil`), 503, /By evil does not/);
    }
    tell({ descriptionStatus: 200, raw: undefined, headers: {} });
    for (const more of [{ status: 500 }, { status: 400, body: { error: 'invalid_client' } },
      { status: 200, body: '<html>' }]) {
      tell(more);
      await problem(await evilFlow(new Browser(), (c) => signed(c)), 503, /does not answer/);
    }
    tell({ status: 400, body: { error: 'invalid_grant' } });
    await problem(await evilFlow(new Browser(), (c) => signed(c)), 401, /does not confirm/);
  });
  await check('this machine is asked where the settings say so, and nowhere else', async () => {
    const reply = await new Browser().ask(`${HOME}/sessions/openid/far`);
    await problem(reply, 503, /By far does not answer/);
    assert.match(server.said, /address is of this machine/);
    await problem(await new Browser().ask(`${HOME}/sessions/openid/none`), 404, /by this provider/);
  });
};

await start();
try {
  await real();
  await hostile();
  assert.equal(await stop(), 0, server.said);
  assert.ok(!server.said.includes(SECRET) && !/AddressSanitizer|LeakSanitizer|runtime error/
    .test(server.said), server.said);
  for (const file of ['data/ledger.db', 'data/ledger.db-wal']) {
    try {
      assert.ok(!readFileSync(file).includes('evil-1'), 'the store holds what a provider calls somebody');
    } catch (error) {
      assert.equal(error.code, 'ENOENT', error);
    }
  }
  console.log(`${checks} checks`);
} catch (error) {
  console.error(error);
  console.error(server.said.slice(-3000));
  server.process.kill('SIGKILL');
  process.exitCode = 1;
}
realHttp.closeAllConnections();
evilHttp.closeAllConnections();
realHttp.close();
evilHttp.close();
