/** The client over real sockets: what leaves, what comes back, what is sent again. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";

import {
  Bellhop,
  BellhopError,
  ConnectionError,
  InvalidInputError,
  OperationCancelledError,
  OperationFailedError,
  TimeoutError,
  type Operation,
} from "../src/index.ts";
import { cases } from "./contract.ts";
import { Serving, type Answerer, type Reply } from "./serving.ts";

const operation = (state: string, members: object = {}) => ({
  id: "op_1",
  state,
  done: !["pending", "running"].includes(state),
  ...members,
});

async function withClient(answer: Answerer, use: (client: Bellhop, serving: Serving) => Promise<void>): Promise<void> {
  const serving = await Serving.start(answer);
  const client = new Bellhop({
    url: serving.url,
    key: "bh_tenant_x",
    tenant: "aurora",
    sleep: () => Promise.resolve(),
    timeoutSeconds: 2,
  });
  try {
    await use(client, serving);
  } finally {
    await serving.stop();
  }
}

test("run sends the input under the parent and gives the result when it is done", async () => {
  const answers: Reply[] = [
    { status: 202, body: operation("pending") },
    { body: operation("running") },
    { text: '{"id":"op_1","state":"succeeded","done":true,"result":{"row":9007199254740993}}' },
  ];
  await withClient((_request, index) => answers[index] ?? { status: 500 }, async (client, { received }) => {
    const run = client.run<{ row: bigint }>("designs/d 1", "auto_designer", { big: 2n ** 60n, day: new Date(0) }, {
      labels: { site: "roof & wall" },
      priority: 3,
      traceparent: "00-aa-bb-01",
    });
    const result = await run.result({ timeoutSeconds: 10 });
    const [start, look] = received;
    assert.equal(result.row, 9007199254740993n);
    assert.equal(start?.url, "/v2/tenants/aurora/designs/d%201/auto_designer/run?priority=3&labels.site=roof+%26+wall");
    assert.equal(start?.body, '{"big":1152921504606846976,"day":"1970-01-01T00:00:00.000Z"}');
    assert.equal(start?.headers["authorization"], "Bearer bh_tenant_x");
    assert.equal(start?.headers["traceparent"], "00-aa-bb-01");
    assert.match(String(start?.headers["idempotency-key"]), /^[0-9a-f-]{36}$/);
    assert.equal(look?.url, "/v2/tenants/aurora/operations/op_1");
    assert.match(String(look?.headers["prefer"]), /^wait=(9|10)$/);
  });
});

test("awaiting a run gives the operation as it was accepted", async () => {
  await withClient(() => ({ status: 202, body: operation("pending") }), async (client) => {
    const accepted: Operation = await client.run("", "irradiance_analysis");
    assert.equal(accepted.state, "pending");
  });
});

test("a failed operation throws its errors, a cancelled one says so, a slow one times out", async () => {
  const errors = [{ code: "no_sun", message: "the roof has no sun" }];
  await withClient(() => ({ status: 202, body: operation("failed", { errors }) }), async (client) => {
    const failed = client.run("", "a").result();
    await assert.rejects(failed, (error) => error instanceof OperationFailedError && error.errors[0]?.code === "no_sun");
  });
  await withClient(() => ({ status: 202, body: operation("cancelled") }), async (client) => {
    await assert.rejects(client.run("", "a").result(), OperationCancelledError);
  });
  await withClient(() => ({ status: 202, body: operation("running") }), async (client) => {
    await assert.rejects(client.run("", "a").result({ timeoutSeconds: 0.05 }), TimeoutError);
  });
});

test("a refusal is an error of its kind that names the parts at fault, and is not sent again", async () => {
  const errors = [{ pointer: "/roof", code: "required", message: "is missing" }];
  const problem = { type: "/problems/invalid-input", title: "Invalid input", errors };
  await withClient(() => ({ status: 422, body: problem }), async (client, { received }) => {
    await assert.rejects(Promise.resolve(client.run("", "a")), (error) => {
      assert.ok(error instanceof InvalidInputError);
      assert.equal(error.code, "invalid-input");
      assert.deepEqual(error.errors, errors);
      return true;
    });
    assert.equal(received.length, 1);
  });
});

for (const given of cases("retries", "sequences")) {
  test(`retries: ${given.name}`, async () => {
    const refused = given.answers[0].fault === "connection_refused"; // which no server can answer: `fetch` rejects
    const answers = refused ? given.answers.slice(1) : given.answers;
    const answer: Answerer = (_request, index) => {
      const { status, fault } = answers[Math.min(index, answers.length - 1)];
      return fault ? "reset" : { status, body: operation("pending") };
    };
    await withClient(answer, async (_client, serving) => {
      let left = refused ? 1 : 0;
      const unsent: typeof fetch = () => Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }));
      const client = new Bellhop({
        url: serving.url,
        key: "k",
        tenant: "aurora",
        sleep: () => Promise.resolve(),
        fetch: (...asked) => (left-- > 0 ? unsent(...asked) : fetch(...asked)),
      });
      const sending: Promise<unknown> =
        given.request === "once" ? client.subscriptions.ping("sub_1") : Promise.resolve(client.run("designs/d1", "a"));
      if (given.end === "raise") await assert.rejects(sending, BellhopError);
      else await sending;
      assert.equal(serving.received.length + (refused ? 1 : 0), given.sent);
      const keys = new Set(serving.received.map((each) => each.headers["idempotency-key"]));
      assert.equal(keys.size, 1, "every try has the same key");
    });
  });
}

for (const given of cases("retries", "bodies")) {
  test(`retries: ${given.name}`, async () => {
    const reply = { status: given.status, headers: { "content-type": given.content_type }, text: given.body };
    await withClient(() => reply, async (client, { received }) => {
      await assert.rejects(client.operations.get("op_1"), BellhopError);
      assert.equal(received.length, given.verdict === "retry" ? 5 : 1);
    });
  });
}

test("an answer that breaks off is asked for again, one that never comes times out", async () => {
  await withClient((_request, index) => (index === 0 ? "cut" : { body: operation("running") }), async (client) => {
    assert.equal((await client.operations.get("op_1")).state, "running");
  });
  const serving = await Serving.start(() => "never");
  const client = new Bellhop({ url: serving.url, key: "k", tenant: "t", attempts: 2, timeoutSeconds: 0.05, sleep: async () => {} });
  const began = performance.now();
  await assert.rejects(client.operations.get("op_1"), TimeoutError);
  await assert.rejects(client.run("", "echo").result(), TimeoutError);
  assert.ok(performance.now() - began < 5_000, "the limit that was given is the one that holds");
  assert.equal(serving.received.length, 4);
  await serving.stop();
});

test("what the service waits on purpose comes on top of the limit", async () => {
  const late = async () => (await pause(300), { body: operation("running") });
  const serving = await Serving.start(late);
  const client = new Bellhop({ url: serving.url, key: "k", tenant: "t", attempts: 1, timeoutSeconds: 0.05, sleep: async () => {} });
  assert.equal((await client.operations.get("op_1", { waitSeconds: 1 })).state, "running");
  assert.equal(serving.received[0]?.headers["prefer"], "wait=1");
  await assert.rejects(client.operations.get("op_1"), TimeoutError);
  assert.equal(serving.received[1]?.headers["prefer"], undefined);
  await serving.stop();
});

test("a connection that cannot be made is told as such", async () => {
  const serving = await Serving.start(() => "never");
  const { url } = serving;
  await serving.stop();
  const client = new Bellhop({ url, key: "k", tenant: "t", sleep: async () => {} });
  await assert.rejects(client.operations.get("op_1"), ConnectionError);
});

test("Retry-After is waited for, and one of more than a minute is not", async () => {
  const pauses: number[] = [];
  let asked = "7";
  const serving = await Serving.start((_request, index) =>
    index === 0 ? { status: 429, headers: { "retry-after": asked } } : { body: operation("running") },
  );
  const sleep = async (seconds: number) => void pauses.push(seconds);
  const client = new Bellhop({ url: serving.url, key: "k", tenant: "t", sleep });
  await client.operations.get("op_1");
  assert.deepEqual(pauses, [7]);
  asked = "3600";
  serving.received.length = 0;
  await assert.rejects(client.operations.get("op_1"), BellhopError);
  assert.deepEqual(pauses, [7]);
  await serving.stop();
});

test("a redirect is not followed: the key stays with the service that it is for", async () => {
  const elsewhere = await Serving.start(() => ({ body: operation("running") }));
  await withClient(() => ({ status: 307, headers: { location: elsewhere.url } }), async (client) => {
    await assert.rejects(client.operations.get("op_1"), BellhopError);
  });
  assert.equal(elsewhere.received.length, 0);
  await elsewhere.stop();
});

test("a list is read page by page, each with the first one's query", async () => {
  const answer: Answerer = ({ url }) =>
    url.includes("page_token=n%2B1")
      ? { body: { results: [operation("failed", { id: "op_2" })] } }
      : { body: { results: [operation("failed")], next_page_token: "n+1" } };
  await withClient(answer, async (client, { received }) => {
    const list = client.operations.list({ filter: 'state == "failed"', max_page_size: 1 });
    assert.deepEqual((await list.all()).map((each) => each.id), ["op_1", "op_2"]);
    assert.ok(received.every((each) => each.url.includes("filter=state+%3D%3D+%22failed%22&max_page_size=1")));
  });
});

test("any request of the API can be sent by its name", async () => {
  await withClient(() => ({ body: { id: "aurora" } }), async (client, { received }) => {
    const tenant = await client.request("PATCH /v2/admin/tenants/{tenant_id}", {
      path: { tenant_id: "aurora" },
      body: { display_name: "Aurora" },
      headers: { "If-Match": '"3"' },
    });
    assert.equal(tenant.id, "aurora");
    assert.equal(received[0]?.headers["content-type"], "application/merge-patch+json");
    assert.equal(received[0]?.headers["if-match"], '"3"');
  });
});

test("an id cannot lead to another path", async () => {
  await withClient(() => ({ body: operation("running") }), async (client, { received }) => {
    await assert.rejects(client.operations.get(".."), TypeError);
    await assert.rejects(Promise.resolve(client.run("designs/../..", "a")), TypeError);
    await client.operations.get("op_1/../x?y#z");
    assert.equal(received[0]?.url, "/v2/tenants/aurora/operations/op_1%2F..%2Fx%3Fy%23z");
  });
});

test("the caller's signal ends a request with its own reason", async () => {
  await withClient(() => "never", async (client) => {
    const reason = new Error("never mind");
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 20);
    await assert.rejects(client.operations.get("op_1", { signal: stop.signal }), reason);
  });
});
