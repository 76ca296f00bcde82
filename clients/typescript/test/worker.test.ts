/** The worker over real sockets: what the service sees of it, whatever happens to handlers, leases and the network. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";

import { UnauthenticatedError } from "../src/index.ts";
import { Cancelled, type Context, Fail, LeaseLost, Retry, Stopping, Worker, type WorkerOptions } from "../src/worker/index.ts";
import { extended, FakeBellhop } from "./fake_bellhop.ts";

type Given = Omit<WorkerOptions, "url" | "key">;

async function withWorker(given: Given, use: (fake: FakeBellhop, worker: Worker) => Promise<void>): Promise<void> {
  const fake = await FakeBellhop.start();
  const worker = new Worker({ url: fake.url, key: "k", graceSeconds: 0.2, log: () => undefined, random: () => 0, ...given });
  const running = worker.run();
  running.catch(() => undefined);
  try {
    await use(fake, worker);
  } finally {
    worker.stop();
    await running.catch(() => undefined);
    await fake.stop();
  }
}

/** A handler that goes on until it is stopped, and tells why. */
function untilStopped(reasons: unknown[]) {
  return (_input: unknown, context: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) => {
      context.signal.addEventListener("abort", () => {
        reasons.push(context.signal.reason);
        reject(context.signal.reason);
      });
    });
}

test("each job is done and told, with what its handler made of its input", async () => {
  const actions = {
    echo: (input: object) => ({ got: input }),
    strict: { input: () => { throw new TypeError("roof is missing"); }, handle: () => ({}) },
    hopeless: () => { throw new Fail("no_sun", "the roof has no sun", { roof: 3 }); },
    busy: () => { throw new Retry("no licence is free", { afterSeconds: 30 }); },
    broken: () => { throw new RangeError("oops"); },
  };
  await withWorker({ actions }, async (fake) => {
    for (const action of Object.keys(actions)) fake.add({ action, input: { action } });
    await fake.until(() => fake.items("complete").length === 5);
    const told = Object.fromEntries(fake.items("complete").map(({ job_id, lease_token, ...item }) => [job_id, [lease_token, item]]));
    assert.deepEqual(told, {
      op_1: ["lease_1", { outcome: "succeeded", result: { got: { action: "echo" } } }],
      op_2: ["lease_2", { outcome: "failed", errors: [{ code: "bad_input", message: "roof is missing" }] }],
      op_3: ["lease_3", { outcome: "failed", errors: [{ roof: 3, code: "no_sun", message: "the roof has no sun" }] }],
      op_4: ["lease_4", { outcome: "retry", errors: [{ code: "retry", message: "no licence is free" }], delay_seconds: 30 }],
      op_5: ["lease_5", { outcome: "retry", errors: [{ code: "worker_error", message: "RangeError: oops" }] }],
    });
  });
});

test("an action has as many jobs at a time as it says, and claims no more", async () => {
  let [now, most] = [0, 0];
  const handle = async () => {
    most = Math.max(most, ++now);
    await pause(20);
    now--;
  };
  await withWorker({ actions: { echo: { handle, concurrency: 3 } } }, async (fake) => {
    for (let n = 0; n < 12; n++) fake.add();
    await fake.until(() => fake.items("complete").length === 12);
    assert.equal(most, 3);
    assert.ok(fake.items("claim").every((claim) => claim["max_jobs"] <= 3));
  });
});

test("jobs that end together travel together", async () => {
  const actions = { echo: { handle: () => ({}), concurrency: 50 } };
  await withWorker({ actions }, async (fake) => {
    fake.overrides["claim"] = (_body, index) => (index === 0 ? { body: { jobs: [] } } : undefined);
    for (let n = 0; n < 50; n++) fake.add();
    await fake.until(() => fake.items("complete").length === 50);
    assert.ok(fake.asked.filter((each) => each.verb === "complete").length <= 3);
  });
});

test("progress and custom arrive merged, before the end is told", async () => {
  const handle = (_input: unknown, context: any) => {
    context.progress({ completed_items: 1, total_items: 4 });
    context.progress({ completed_items: 2 });
    context.custom({ stage: "mesh", sun: { hours: 3, shade: null } });
    context.custom({ sun: { hours: 4 } });
  };
  await withWorker({ actions: { echo: handle } }, async (fake) => {
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    assert.deepEqual(fake.items("heartbeat"), [
      {
        job_id: "op_1",
        lease_token: "lease_1",
        progress: { completed_items: 2, total_items: 4 },
        custom: { stage: "mesh", sun: { hours: 4, shade: null } },
      },
    ]);
    assert.deepEqual(fake.asked.map((each) => each.verb).filter((verb) => verb !== "claim"), ["heartbeat", "complete"]);
  });
});

test("news that no heartbeat could carry are refused where they are told", async () => {
  const refused: string[] = [];
  const handle = (_input: unknown, context: Context) => {
    const tries = [() => context.progress(NaN), () => context.custom({ big: "x".repeat(70_000) })];
    for (const tell of tries) {
      try {
        tell();
      } catch (error) {
        refused.push((error as Error).name);
      }
    }
  };
  await withWorker({ actions: { echo: handle } }, async (fake) => {
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    assert.deepEqual(refused, ["RangeError", "RangeError"]);
    assert.deepEqual(fake.items("heartbeat"), []);
  });
});

test("a checkpoint of one attempt comes back to the next", async () => {
  const seen: unknown[] = [];
  const handle = (_input: unknown, context: Context) => {
    seen.push(context.checkpoint);
    context.checkpoint = { row: 3 };
  };
  await withWorker({ actions: { echo: handle } }, async (fake) => {
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    const { custom } = fake.items("heartbeat")[0] ?? {};
    assert.deepEqual(custom, { checkpoint: [{ row: 3 }] });
    fake.add({ attempt: 2, custom });
    await fake.until(() => fake.items("complete").length === 2);
    assert.deepEqual(seen, [undefined, { row: 3 }]);
  });
});

test("news of a heartbeat that failed are told by the next", async () => {
  const handle = async (_input: unknown, context: any) => {
    context.progress(40);
    await pause(900);
    context.custom({ stage: "mesh" });
  };
  await withWorker({ actions: { echo: handle }, leaseSeconds: 3 }, async (fake) => {
    fake.overrides["heartbeat"] = (_body, index) => (index === 0 ? { status: 503 } : undefined);
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    const [first, second] = fake.items("heartbeat");
    assert.deepEqual(first?.["progress"], { percent: 40 });
    assert.deepEqual(second?.["progress"], { percent: 40 });
  });
});

test("a request to cancel reaches the handler by heartbeat, and its end is told as cancelled", async () => {
  const reasons: unknown[] = [];
  await withWorker({ actions: { echo: untilStopped(reasons) }, leaseSeconds: 1 }, async (fake) => {
    fake.overrides["heartbeat"] = ({ leases }) => ({ body: { leases: leases.map((each: any) => ({ ...extended(each), cancel_requested: true })) } });
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    assert.ok(reasons[0] instanceof Cancelled);
    assert.equal(fake.items("complete")[0]?.["outcome"], "cancelled");
  });
});

test("heartbeats keep a long job alive", async () => {
  await withWorker({ actions: { echo: () => pause(1600) }, leaseSeconds: 1 }, async (fake) => {
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    assert.ok(fake.items("heartbeat").length >= 3);
    assert.equal(fake.items("complete")[0]?.["outcome"], "succeeded");
  });
});

test("one failed round of heartbeats stops nobody", async () => {
  await withWorker({ actions: { echo: () => pause(1200) }, leaseSeconds: 1 }, async (fake) => {
    fake.overrides["heartbeat"] = (_body, index) => (index === 0 ? "reset" : undefined);
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    assert.equal(fake.items("complete")[0]?.["outcome"], "succeeded");
  });
});

test("a lease that lapses stops the handler, and nothing is completed", async () => {
  for (const reply of ["reset", "never"] as const) {
    const reasons: unknown[] = [];
    await withWorker({ actions: { echo: untilStopped(reasons) }, leaseSeconds: 1 }, async (fake) => {
      fake.overrides["heartbeat"] = () => reply;
      fake.add();
      await fake.until(() => fake.asked.some((each) => each.verb === "claim" && each.body["max_jobs"] === 4 && reasons.length > 0));
      assert.ok(reasons[0] instanceof LeaseLost);
      assert.deepEqual(fake.items("complete"), []);
      assert.deepEqual(fake.items("release"), []);
    });
  }
});

test("a lease that the service calls lost stops the handler at once", async () => {
  const reasons: unknown[] = [];
  await withWorker({ actions: { echo: untilStopped(reasons) }, leaseSeconds: 1 }, async (fake) => {
    fake.overrides["heartbeat"] = ({ leases }) => ({ body: { leases: leases.map((each: any) => ({ job_id: each.job_id, status: "lost", cancel_requested: false })) } });
    fake.add();
    await fake.until(() => reasons.length > 0);
    assert.ok(reasons[0] instanceof LeaseLost);
    await fake.until(() => fake.items("claim").at(-1)?.["max_jobs"] === 4);
    assert.deepEqual(fake.items("complete"), []);
  });
});

test("a handler that blocks the process past its lease is not completed", async () => {
  const handle = () => {
    const until = Date.now() + 1200;
    while (Date.now() < until);
    return { late: true };
  };
  await withWorker({ actions: { echo: handle }, leaseSeconds: 1 }, async (fake) => {
    fake.add();
    await fake.until(() => fake.items("claim").length >= 3);
    assert.deepEqual(fake.items("complete"), []);
  });
});

test("an invalid result becomes a failure with its pointers, and what cannot be told at all is given back", async () => {
  const faults = (pointer: string) => [{ pointer, code: "type", message: "not an integer" }];
  await withWorker({ actions: { echo: () => ({ n: "three" }) } }, async (fake) => {
    fake.overrides["complete"] = ({ items }) =>
      items[0].outcome === "succeeded" ? { body: { items: [{ status: "invalid", errors: faults("/items/0/result/n") }] } } : undefined;
    fake.add();
    await fake.until(() => fake.items("complete").length === 2);
    const [, failure] = fake.items("complete");
    assert.equal(failure?.["outcome"], "failed");
    assert.deepEqual(failure?.["errors"], [{ code: "bad_output", message: "not an integer", pointer: "/result/n" }]);
    fake.overrides["complete"] = () => ({ body: { items: [{ status: "invalid" }] } });
    const hopeless = fake.add();
    await fake.until(() => fake.items("release").length === 1);
    assert.equal(fake.items("release")[0]?.["job_id"], hopeless);
  });
});

test("a result that is no JSON, or not an object, becomes a failure", async () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  const actions = { echo: () => ({ n: NaN }), loop: () => circular, list: () => [1] };
  await withWorker({ actions }, async (fake) => {
    for (const action of Object.keys(actions)) fake.add({ action });
    await fake.until(() => fake.items("complete").length === 3);
    assert.deepEqual(new Set(fake.items("complete").map((each) => `${each["outcome"]} ${each["errors"][0].code}`)), new Set(["failed bad_output"]));
  });
});

test("a batch that is refused as a whole is told item by item", async () => {
  await withWorker({ actions: { echo: { handle: () => ({}), concurrency: 3 } } }, async (fake) => {
    fake.overrides["complete"] = ({ items }) => (items.length > 1 || items[0].job_id === "op_2" && items[0].outcome === "succeeded" ? { status: 413 } : undefined);
    fake.overrides["claim"] = (_body, index) => (index === 0 ? { body: { jobs: [] } } : undefined);
    for (let n = 0; n < 3; n++) fake.add();
    await fake.until(() => fake.asked.filter(({ verb, body }) => verb === "complete" && body["items"].length === 1).length === 4);
    const last = new Map(fake.items("complete").map((each) => [each["job_id"], each["outcome"]]));
    assert.deepEqual(Object.fromEntries(last), { op_1: "succeeded", op_2: "failed", op_3: "succeeded" });
  });
});

test("the answer to a complete that was lost is asked for again", async () => {
  await withWorker({ actions: { echo: () => ({}) } }, async (fake) => {
    fake.overrides["complete"] = (_body, index) => (index === 0 ? "reset" : { body: { items: [{ status: "duplicate" }] } });
    fake.add();
    await fake.until(() => fake.items("complete").length === 2);
    fake.add();
    await fake.until(() => fake.items("complete").length === 3);
    assert.deepEqual(fake.items("complete").map(({ job_id }) => job_id), ["op_1", "op_1", "op_2"]);
    await fake.until(() => fake.items("claim").at(-1)?.["max_jobs"] >= 3); // of four: the first is not held any more
  });
});

test("an answer that does not come within the limit that was given is asked for again", async () => {
  await withWorker({ actions: { echo: () => ({}) }, timeoutSeconds: 0.2 }, async (fake) => {
    fake.overrides["complete"] = (_body, index) => (index === 0 ? "never" : undefined);
    fake.add();
    const began = performance.now();
    await fake.until(() => fake.items("complete").length === 2);
    assert.ok(performance.now() - began < 5_000);
    assert.equal(fake.items("claim").filter((each) => each["max_jobs"] === 3).length, 1, "the claim still waits for work");
  });
});

test("a claim whose answer was lost is sent again under the same claim_id", async () => {
  await withWorker({ actions: { echo: () => ({}) } }, async (fake) => {
    fake.overrides["claim"] = (_body, index) => (index === 0 ? "reset" : undefined);
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    const [first, second, third] = fake.items("claim").map((each) => each["claim_id"]);
    assert.equal(first, second);
    assert.notEqual(second, third);
  });
});

test("a worker that is stopped claims no more and finishes what it has", async () => {
  await withWorker({ actions: { echo: () => pause(300) }, graceSeconds: 5 }, async (fake, worker) => {
    fake.add();
    await fake.until(() => worker.running === 1);
    worker.stop();
    await fake.until(() => fake.items("complete").length === 1);
    fake.add();
    await pause(50);
    assert.equal(worker.running, 0);
    assert.equal(fake.items("complete")[0]?.["outcome"], "succeeded");
  });
});

test("what does not fit into the grace time is given back, and nothing of it is told", async () => {
  const reasons: unknown[] = [];
  await withWorker({ actions: { echo: untilStopped(reasons) } }, async (fake, worker) => {
    fake.add();
    await fake.until(() => worker.running === 1);
    worker.stop();
    await fake.until(() => fake.items("release").length === 1);
    assert.ok(reasons[0] instanceof Stopping);
    assert.deepEqual(fake.items("complete"), []);
  });
});

test("a job that was claimed while the worker stopped is given back", async () => {
  await withWorker({ actions: { echo: () => ({}) } }, async (fake, worker) => {
    fake.overrides["claim"] = (body, index) => {
      if (index === 0) return "never";
      const jobs = body["wait_seconds"] === 0 ? [{ job_id: "op_9", lease_token: "t" }] : [];
      return { body: { jobs } };
    };
    await fake.until(() => fake.items("claim").length === 1);
    worker.stop();
    await fake.until(() => fake.items("release").length === 1);
    assert.equal(fake.items("claim")[0]?.["claim_id"], fake.items("claim")[1]?.["claim_id"]);
    assert.deepEqual(fake.items("release"), [{ job_id: "op_9", lease_token: "t" }]);
  });
});

test("a key that does not count ends the worker with the problem, at a claim and at a heartbeat", async () => {
  for (const verb of ["claim", "heartbeat"]) {
    const fake = await FakeBellhop.start();
    const reasons: unknown[] = [];
    const worker = new Worker({ url: fake.url, key: "k", leaseSeconds: 1, graceSeconds: 1, log: () => undefined, actions: { echo: untilStopped(reasons) } });
    fake.overrides[verb] = () => ({ status: 401, body: { type: "/problems/unauthenticated" } });
    fake.add();
    await assert.rejects(worker.run(), UnauthenticatedError);
    assert.deepEqual(fake.items("complete"), []);
    await fake.stop();
  }
});

test("a service that is away is asked again with growing pauses", async () => {
  await withWorker({ actions: { echo: () => ({}) } }, async (fake) => {
    fake.overrides["claim"] = (_body, index) => (index < 2 ? { status: 503 } : undefined);
    fake.add();
    await fake.until(() => fake.items("complete").length === 1);
    const [first, second, third] = fake.asked.map((each) => each.at);
    assert.ok((second ?? 0) - (first ?? 0) >= 0.24);
    assert.ok((third ?? 0) - (second ?? 0) >= 0.49);
  });
});
