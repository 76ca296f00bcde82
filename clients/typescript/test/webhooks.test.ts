/** Receiving: typed events, callbacks that come twice, and a receiver for `Request` and `Response`. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { signedCallback } from "../src/testing.ts";
import {
  MemoryGuard,
  NotAnEventError,
  receiver,
  unwrap,
  VerificationError,
  type PublishedEvent,
} from "../src/webhooks/index.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
const ENDED = { type: "operation.succeeded", timestamp: "2026-11-29T09:30:00Z", data: { job_id: "op_1", result: { n: 2n ** 60n } } };

test("an event is told apart by its type, and its numbers keep their digits", async () => {
  const { body, headers } = await signedCallback(ENDED, SECRET);
  const { event, first, id, signedTime } = await unwrap(body, headers, [OTHER, SECRET]);
  assert.ok(event.type === "operation.succeeded");
  const result: Record<string, unknown> | undefined = event.data.result;
  assert.deepEqual(result, { n: 1152921504606846976n });
  assert.equal(first, true);
  assert.equal(id, headers["webhook-id"]);
  assert.ok(Math.abs(signedTime.getTime() - Date.now()) < 5000);
});

test("the operator's own types can be named", async () => {
  type Created = PublishedEvent<"design.created", { design_id: string }>;
  const { body, headers } = await signedCallback({ type: "design.created", data: { design_id: "garage" } }, SECRET);
  const { event } = await unwrap<Created>(body, new Headers(headers), SECRET);
  assert.ok(event.type === "design.created");
  const design: string = event.data.design_id;
  assert.equal(design, "garage");
});

test("what is genuine but no event is an error of its own, and is not taken", async () => {
  const guard = new MemoryGuard();
  for (const text of ["", "no JSON", "[]", "null", "{}"]) {
    const { body, headers } = await signedCallback(text, SECRET, { id: "evt_1" });
    await assert.rejects(unwrap(body, headers, SECRET, { guard }), NotAnEventError);
  }
  assert.equal(guard.take("evt_1"), true);
});

test("a callback that comes again is not first, until it is forgotten", async () => {
  const guard = new MemoryGuard(2);
  const { body, headers } = await signedCallback(ENDED, SECRET, { id: "evt_1" });
  const again = async () => (await unwrap(body, headers, SECRET, { guard })).first;
  assert.deepEqual([await again(), await again()], [true, false]);
  guard.forget("evt_1");
  assert.equal(await again(), true);
  guard.take("evt_2");
  guard.take("evt_3"); // it remembers two, so evt_1 is the oldest and gone
  assert.equal(await again(), true);
});

test("what is not genuine is never taken", async () => {
  const guard = new MemoryGuard();
  const { body, headers } = await signedCallback(ENDED, OTHER, { id: "evt_1" });
  await assert.rejects(unwrap(body, headers, SECRET, { guard }), VerificationError);
  assert.equal(guard.take("evt_1"), true);
});

test("a header that came twice, as Node gives it, is read as one", async () => {
  const { body, headers } = await signedCallback(ENDED, SECRET);
  const good = headers["webhook-signature"] ?? "";
  await unwrap(body, { ...headers, "webhook-signature": ["v1,AAAA", good] }, SECRET);
});

test("a receiver answers what Bellhop has to know", async () => {
  const seen: string[] = [];
  const errors: unknown[] = [];
  let fails = true;
  const handle = receiver({
    secrets: SECRET,
    guard: new MemoryGuard(),
    onError: (error) => errors.push(error),
    handle: ({ event }) => {
      if (fails) throw new Error("the database is away");
      seen.push(event.type);
    },
  });
  const ask = async (secret: string, text: unknown = ENDED) => {
    const { body, headers } = await signedCallback(text, secret, { id: "evt_1" });
    return (await handle(new Request("http://localhost/", { method: "POST", body, headers }))).status;
  };
  assert.equal(await ask(OTHER), 401);
  assert.equal(await ask(SECRET, "no JSON"), 400);
  assert.equal(await ask(SECRET), 500);
  fails = false;
  assert.deepEqual([await ask(SECRET), await ask(SECRET)], [204, 204]);
  assert.deepEqual(seen, ["operation.succeeded"]);
  assert.equal(errors.length, 3);
});

test("a receiver whose own secret is none says so with 500, not 401", async () => {
  const handle = receiver({ secrets: "", handle: () => undefined });
  assert.equal((await handle(new Request("http://localhost/", { method: "POST" }))).status, 500);
});
