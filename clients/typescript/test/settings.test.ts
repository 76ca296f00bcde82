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
