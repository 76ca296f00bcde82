/** What a client and a worker are told: what cannot work is refused when they are made. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Bellhop } from "../src/index.ts";
import { Worker } from "../src/worker/index.ts";
import { Serving } from "./serving.ts";

const KEY = "bh_tenant_5bd0hvmhkjx7sv0n";
const URL_OF_NOBODY = "http://127.0.0.1:8400";

/** What making it throws, as text. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return String(error);
  }
  return "nothing was thrown";
}

test("white space around a key is no part of it", async () => {
  const serving = await Serving.start(() => ({ body: {} }));
  await new Bellhop({ url: serving.url, key: `\t${KEY}\r\n`, tenant: "aurora" }).operations.get("op_1");
  assert.equal(serving.received[0]?.headers["authorization"], `Bearer ${KEY}`);
  await serving.stop();
});

test("a key that no header carries is refused at once, and not repeated", () => {
  for (const between of ["\n", "\0", " ", "é", "\u{1f511}", "\x7f"]) {
    const given = { url: URL_OF_NOBODY, key: KEY + between + KEY };
    for (const make of [() => new Bellhop(given), () => new Worker({ ...given, actions: {} })]) {
      const said = refusal(make);
      assert.match(said, /^TypeError: `key` is one word of printable ASCII/);
      assert.ok(!said.includes(KEY), said);
    }
  }
});

test("a url that is no address is refused at once, and not repeated", () => {
  const urls = ["", "nonsense", KEY, "bellhop.example.com", "ftp://h", "https://", "http://:8400", "http://h:99999"];
  for (const url of [...urls, "http://[::1", "http://two words", "http://user:word@h", "http://h?a=1", "http://h#a"]) {
    for (const make of [() => new Bellhop({ url, key: "k" }), () => new Worker({ url, key: "k", actions: {} })]) {
      const said = refusal(make);
      assert.match(said, /^TypeError: `url` .* such as `https:\/\/bellhop\.example\.com`/, url);
      assert.ok(!said.includes(KEY), said);
    }
  }
});

test("an address may have a path, and white space around it", async () => {
  const serving = await Serving.start(() => ({ body: {} }));
  await new Bellhop({ url: ` ${serving.url}/below//\n`, key: "k", tenant: "aurora" }).operations.get("op_1");
  assert.match(serving.received[0]?.url ?? "", /^\/below\/v2\/tenants\//);
  await serving.stop();
});

test("decimals are one of two words", () => {
  const decimals = "dec" as "exact";
  assert.match(refusal(() => new Bellhop({ url: URL_OF_NOBODY, key: "k", decimals })), /`decimals` is "double" or "exact", not "dec"/);
});

test("a worker with no place for a job, or with a lease that the service would refuse, is refused", () => {
  const given = { url: URL_OF_NOBODY, key: "k", actions: { echo: () => ({}) } };
  for (const concurrency of [0, -1, 1.5, NaN, Infinity]) {
    assert.match(refusal(() => new Worker({ ...given, concurrency })), /^RangeError: `concurrency` .* a whole number from 1, not/);
    const actions = { echo: { handle: () => ({}), concurrency } };
    assert.match(refusal(() => new Worker({ ...given, actions })), /^RangeError: `concurrency` .* a whole number from 1, not/);
  }
  for (const leaseSeconds of [0, -1, 1.5, 86_401, 1e9, NaN]) {
    assert.match(refusal(() => new Worker({ ...given, leaseSeconds })), /^RangeError: `leaseSeconds` .* from 1 to 86400/);
  }
});
