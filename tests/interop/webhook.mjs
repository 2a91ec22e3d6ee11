// Webhooks from end to end: the program, a receiver on Node's own HTTP and crypto that verifies with
// the code that docs/webhooks.md gives, and everything that can go wrong between them.
//     node webhook.mjs LOOPLEDGER DOCS sqlite|postgres
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const [program, docs, engine] = process.argv.slice(2);
const onPostgres = engine === "postgres";
if (onPostgres && !process.env.LL_TEST_POSTGRES) {
  process.exit(77);
}
const folder = mkdtempSync(join(tmpdir(), "ll_webhook_"));
const data = join(folder, "data");
const run = promisify(execFile);

// ---- the receiver ----

const lines = readFileSync(docs, "utf8").split("\n");
const from = lines.findIndex((line) => line.startsWith("    import { createHmac"));
const to = lines.findIndex((line, at) => at > from && line === "    }");
writeFileSync(
  join(folder, "verified.mjs"),
  lines.slice(from, to + 1).map((line) => line.slice(4)).join("\n"),
);
const { verified } = await import(join(folder, "verified.mjs"));

function verifiedByKey(text, headers, body) {
  const raw = Buffer.from(text.slice("whpk_".length), "base64");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  const signed = Buffer.concat([
    Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`),
    body,
  ]);
  return headers["webhook-signature"].split(" ").some((one) => {
    const [version, signature] = one.split(",");
    return version === "v1a" && verify(null, signed, key, Buffer.from(signature, "base64"));
  });
}

const secrets = new Map(); // path -> [secrets, public keys]
const got = []; // {path, id, body}
const holding = []; // answers that never came
let failures = 1;

function answer(path, response) {
  const answers = {
    "/gone": () => response.writeHead(410).end(),
    "/busy": () => response.writeHead(429, { "Retry-After": "3600" }).end(),
    "/later": () =>
      response
        .writeHead(503, { "Retry-After": new Date(Date.now() + 7200e3).toUTCString() })
        .end(),
    "/elsewhere": () => response.writeHead(302, { Location: "/secret" }).end(),
    "/fails": () => response.writeHead(failures-- > 0 ? 500 : 200).end(),
    "/hangs": () => holding.push(response),
    "/endless": () => {
      response.writeHead(200);
      const more = () => response.writable && response.write("x".repeat(65536), more);
      response.on("error", () => {});
      more();
    },
  };
  (answers[path] ?? (() => response.writeHead(204).end()))();
}

const receiver = createServer((asked, response) => {
  const parts = [];
  asked.on("data", (part) => parts.push(part));
  asked.on("end", () => {
    const body = Buffer.concat(parts);
    const path = asked.url;
    const [held, keys] = secrets.get(path) ?? [[], []];
    assert.equal(asked.method, "POST");
    assert.equal(asked.headers["content-type"], "application/json");
    for (const secret of held) {
      assert.ok(verified(secret, asked.headers, body), `${path}: v1`);
      assert.ok(!verified(secret, asked.headers, Buffer.concat([body, Buffer.from(" ")])));
      assert.ok(!verified(secret, { ...asked.headers, "webhook-timestamp": "1" }, body));
    }
    for (const key of keys) {
      assert.ok(verifiedByKey(key, asked.headers, body), `${path}: v1a`);
    }
    got.push({ path, id: asked.headers["webhook-id"], body: JSON.parse(body) });
    answer(path, response);
  });
});
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const port = receiver.address().port;

async function until(what, condition, seconds = 120) {
  for (let i = 0; i < seconds * 20; i++) {
    if (await condition()) {
      return;
    }
    await sleep(50);
  }
  assert.fail(`waited in vain: ${what}`);
}
const at = (path) => got.filter((message) => message.path === path);

// ---- the program ----

async function ledger(...args) {
  const { stdout } = await run(program, [...args, "--data", data, "--json"], {
    env: { ...process.env, LOOPLEDGER_LOCK_WAIT_MS: "3000" },
  });
  return stdout === "" ? {} : JSON.parse(stdout);
}

let organisations = 0;
const happen = () =>
  ledger("organisation", "add", `o${++organisations}`, "--country", "NL", "--name", "O");

async function hook(path, host = "127.0.0.1") {
  const added = await ledger(
    "webhook", "add", "--organisation", "op", "--url", `http://${host}:${port}${path}`,
    "--events", "organisation_registered",
  );
  secrets.set(path, [[added.transient.secret], [added.public_key]]);
  return added.webhook_id;
}
const deliver = (...args) => ledger("webhook", "deliver", ...args);
const deliveries = async (id) => (await ledger("webhook", "deliveries", id)).items;
const show = (id) => ledger("webhook", "show", id);

const servers = new Set();

async function serve(folder = data) {
  const args = ["--webhook-allow", "127.0.0.1"];
  const server = spawn(program, ["serve", "--data", folder, "--listen", "127.0.0.1:0", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  servers.add(server);
  let said = "";
  server.stderr.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => server.on("exit", resolve));
  await until("the server", () => said.includes("listening on"));
  return {
    async end(signal) {
      server.kill(signal);
      const code = await ended;
      assert.equal(code, signal === "SIGKILL" ? null : 0, said);
    },
  };
}

const ask = (path) =>
  new Promise((resolve, reject) => {
    request({ socketPath: join(data, "server.sock"), path }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });

async function start() {
  const store = [];
  if (onPostgres) {
    const target = process.env.LL_TEST_POSTGRES;
    const schema = `hook_${process.pid}_${Date.now()}`;
    await run("psql", ["-q", target, "-c", `CREATE SCHEMA ${schema}`]);
    const joint = target.includes("?") ? "&" : "?";
    store.push("--store", `${target}${joint}options=-csearch_path%3D${schema}%2Cpublic`);
  }
  await ledger("init", ...store);
  await ledger("organisation", "add", "op", "--country", "NL", "--name", "Operator");
  await ledger(
    "programme", "add", "p", "--operator", "op", "--classes", "smartphone=smartphone:2.50 EUR",
    "--oldest-vintage", "2024-01",
  );
}

// ---- what is tried ----

async function nothingNearIsReachedUnlessAllowed() {
  const near = [
    await hook("/near1"),
    await hook("/near2", "localhost"),
    await hook("/near3", "2130706433"),
    await hook("/near4", "0x7f.1"),
    await hook("/near5", "[::ffff:127.0.0.1]"),
  ];
  await happen();
  const sent = await deliver();
  assert.deepEqual([sent.delivered, sent.failed], [0, near.length]);
  const due = async () =>
    (await Promise.all(near.map(deliveries))).map(([item]) => Date.parse(item.due_at));
  const first = Math.min(...(await due()));
  const other = await deliver("--allow", "10.0.0.0/8");
  if (Date.now() < first) { // they rest
    assert.deepEqual([other.delivered, other.failed], [0, 0]);
  }
  await sleep(Math.max(...(await due())) - Date.now() + 1000);
  const plain = await deliver("--allow", "10.0.0.0/8");
  assert.equal(plain.delivered + other.delivered, 0);
  assert.ok(plain.failed > 0 && plain.failed + other.failed >= near.length);
  assert.equal(got.length, 0);
  for (const id of near) {
    const [item] = await deliveries(id);
    assert.equal(item.state, "waiting");
    assert.ok(item.attempts >= 2);
    assert.equal(item.http_status, undefined);
    await ledger("webhook", "disable", id, "--reason", "test");
  }
}

async function eachAnswerHasItsConsequence() {
  const ids = {};
  for (const path of ["/ok", "/gone", "/busy", "/later", "/elsewhere", "/fails", "/endless"]) {
    ids[path] = await hook(path);
  }
  await happen();
  await deliver("--allow", "127.0.0.1");
  const came = async (path) => (await deliveries(ids[path]))[0];
  assert.equal((await came("/ok")).state, "delivered");
  assert.equal((await came("/endless")).state, "delivered");
  assert.equal((await show(ids["/gone"])).disabled_reason, "gone");
  assert.equal((await came("/busy")).http_status, 429);
  const wait = Date.parse((await came("/busy")).due_at) - Date.now();
  assert.ok(wait > 3500e3 && wait < 3700e3);
  const later = Date.parse((await came("/later")).due_at) - Date.now();
  assert.ok(later > 7100e3 && later < 7300e3);
  assert.equal((await came("/elsewhere")).http_status, 302);
  assert.equal(at("/secret").length, 0);
  assert.equal((await came("/fails")).state, "waiting");
  await sleep(Date.parse((await came("/fails")).due_at) - Date.now() + 1000);
  await deliver("--allow", "127.0.0.1");
  assert.equal((await came("/fails")).state, "delivered");
  assert.equal(at("/fails").length, 2);
  assert.equal(at("/fails")[0].id, at("/fails")[1].id);
  assert.deepEqual(at("/fails")[0].body, at("/fails")[1].body);
  assert.equal(at("/ok").length, 1);
  assert.equal(at("/ok")[0].body.type, "organisation_registered");
  for (const path of ["/busy", "/later", "/elsewhere", "/fails", "/endless"]) {
    await ledger("webhook", "disable", ids[path], "--reason", "test");
  }
  return ids["/ok"];
}

async function bothSecretsSignAfterAChange(id) {
  const changed = await ledger("webhook", "rotate", id);
  secrets.get("/ok")[0].push(changed.transient.secret);
  secrets.get("/ok")[1].push(changed.public_key);
  await ledger("webhook", "ping", id);
  const before = at("/ok").length;
  await deliver("--allow", "127.0.0.1");
  assert.equal(at("/ok").length, before + 1);
  assert.equal(at("/ok").at(-1).body.type, "ping");
}

async function theServerSendsAndOneThatHangsHoldsUpNobody() {
  const hangs = await hook("/hangs");
  await happen(); // stored by a process that ends before anything is sent
  const server = await serve();
  await until("what was stored before", () => at("/hangs").length === 1);
  const before = at("/ok").length;
  await happen();
  await until("the other's message", () => at("/ok").length === before + 1);
  assert.ok(holding.length > 0 && !holding.at(-1).destroyed); // while that one is still under way
  let metrics = "";
  await until("what came to be noted", async () => {
    metrics = await ask("/metrics");
    return /^loopledger_webhook_messages_waiting 2$/m.test(metrics);
  });
  assert.match(metrics, /^loopledger_webhook_oldest_seconds \d+$/m);
  assert.match(metrics, /^loopledger_webhook_messages_total [1-9]/m);
  // killed after the message came and before its answer: it comes again, the same
  await server.end("SIGKILL");
  const again = await serve();
  await until("the same message", () => at("/hangs").length >= 2, 100);
  assert.equal(at("/hangs")[0].id, at("/hangs")[1].id);
  await ledger("webhook", "disable", hangs, "--reason", "test");
  await again.end("SIGTERM"); // with a message under way: it does not wait for it
  for (const response of holding.splice(0)) {
    response.destroy();
  }
}

async function severalServersSendEachMessageOnce(id) {
  const several = [await serve()];
  if (onPostgres) {
    const second = join(folder, "second");
    await run("cp", ["-a", data, second]);
    rmSync(join(second, "server.sock"), { force: true });
    several.push(await serve(second));
  }
  const before = at("/ok").length;
  for (let i = 0; i < 20; i++) {
    await happen();
  }
  await until("all of them", () => at("/ok").length >= before + 20);
  await sleep(2000);
  const came = at("/ok").slice(before);
  assert.equal(came.length, 20);
  assert.equal(new Set(came.map((message) => message.id)).size, 20);
  assert.equal(new Set(came.map((message) => message.body.data.organisation_id)).size, 20);
  for (const server of several) {
    await server.end("SIGTERM");
  }
  await ledger("rebuild");
  const after = await deliver("--allow", "127.0.0.1");
  assert.equal(after.delivered, 0);
  await until("notes", async () =>
    (await deliveries(id)).every((item) => item.state === "delivered"));
}

async function aRestoredStoreSendsNothingByItself(id) {
  const before = at("/ok").length;
  await happen();
  await ledger("backup", join(folder, "backup.db"));
  await deliver("--allow", "127.0.0.1");
  assert.equal(at("/ok").length, before + 1);
  const restored = join(folder, "restored");
  const there = async (...args) => {
    const { stdout } = await run(program, [...args, "--data", restored, "--json"]);
    return JSON.parse(stdout);
  };
  await there("restore", join(folder, "backup.db"));
  await run("cp", ["-a", join(data, "keys"), restored]);
  const sent = await there("webhook", "deliver", "--allow", "127.0.0.1");
  assert.deepEqual([sent.delivered, sent.failed], [0, 0]);
  assert.equal(at("/ok").length, before + 1);
  assert.equal((await there("webhook", "redeliver", id)).deliveries, 1);
  await there("webhook", "deliver", "--allow", "127.0.0.1");
  assert.equal(at("/ok").length, before + 2);
  assert.equal(at("/ok").at(-1).id, at("/ok").at(-2).id);
}

try {
  await start();
  await nothingNearIsReachedUnlessAllowed();
  const ok = await eachAnswerHasItsConsequence();
  await bothSecretsSignAfterAChange(ok);
  await theServerSendsAndOneThatHangsHoldsUpNobody();
  await severalServersSendEachMessageOnce(ok);
  if (!onPostgres) {
    await aRestoredStoreSendsNothingByItself(ok);
  }
} finally {
  servers.forEach((server) => server.kill("SIGKILL"));
  receiver.closeAllConnections?.();
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
}
