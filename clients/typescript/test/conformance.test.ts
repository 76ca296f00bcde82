/** The rules of this library are those of clients/conformance. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { faultOf } from "../src/http/faults.ts";
import {
  ATTEMPTS,
  isTooLong,
  pauseSeconds,
  retryAfterSeconds,
  verdictOfFault,
  verdictOfStatus,
  type Fault,
} from "../src/http/retry.ts";
import { isRepeatable, takesKey } from "../src/http/routes.ts";
import { FailedTry } from "../src/http/transport.ts";
import { ExactNumber, parse, stringify } from "../src/json.ts";
import { List, type Page } from "../src/pages.ts";
import { PROBLEM_CODES } from "../src/problem_codes.ts";
import * as problems from "../src/problems.ts";
import { signedCallback } from "../src/testing.ts";
import { decode } from "../src/webhooks/base64.ts";
import { readSecret } from "../src/webhooks/secrets.ts";
import { VerificationError, verify } from "../src/webhooks/verify.ts";
import { Context } from "../src/worker/context.ts";
import { attempt } from "../src/worker/handler.ts";
import { claimWaitSeconds, LeaseClock } from "../src/worker/lease.ts";
import { afterComplete, afterHeartbeat, Cancelled, Fail, failureOf, Retry, type Outcome } from "../src/worker/outcome.ts";
import { endOf } from "../src/worker/service.ts";
import { cases, contract, type Case } from "./contract.ts";

for (const given of cases("signatures", "verify")) {
  test(`signatures: ${given.name}`, async () => {
    const options = { toleranceSeconds: given.tolerance_seconds, nowSeconds: given.now };
    const verdict = verify(decode(given.body_base64) ?? "no base64", given.headers, given.secrets, options);
    if (given.genuine) return void (await verdict);
    await assert.rejects(verdict, (error) => error instanceof VerificationError && error.reason === given.reason);
  });
}

test("signatures: secrets are spelled as the contract says", () => {
  for (const given of cases("signatures", "secrets")) {
    const secret = readSecret(given.text);
    assert.equal(secret?.kind ?? null, given.kind, given.text);
    if (secret) assert.equal(Buffer.from(secret.bytes).toString("hex"), given.bytes_hex);
  }
});

test("signatures: what the testing helper signs is what a sender sends", async () => {
  const ofText = cases("signatures", "sign").filter((given) => {
    const body = Buffer.from(given.body_base64, "base64"); // a body of the helper is text, and it has no private key
    return given.private_keys.length === 0 && body.equals(Buffer.from(body.toString()));
  });
  assert.ok(ofText.length >= 3);
  for (const given of ofText) {
    const body = Buffer.from(given.body_base64, "base64").toString();
    const options = { id: given.id, timestampSeconds: given.timestamp };
    const { headers } = await signedCallback(body, given.secrets, options);
    assert.equal(headers["webhook-signature"], given.signature, given.name);
  }
});

test("retries: each status has its verdict", () => {
  for (const { status, code, repeatable, once } of cases("retries", "statuses")) {
    assert.equal(verdictOfStatus(status, code, true), repeatable, `${status} ${code ?? ""}`);
    assert.equal(verdictOfStatus(status, code, false), once, `${status} ${code ?? ""}`);
  }
});

test("retries: each fault has its verdict", () => {
  const kinds: Record<string, Fault> = {
    name_not_found: "unsent",
    connection_refused: "unsent",
    connect_timeout: "unsent",
    reset_before_the_answer: "broken",
    closed_before_the_answer: "broken",
    closed_in_the_body: "broken",
    read_timeout: "broken",
    tls_certificate: "untrusted",
  };
  for (const { fault, repeatable, once } of cases("retries", "faults")) {
    const kind = kinds[fault];
    assert.ok(kind, fault);
    assert.equal(verdictOfFault(kind, true), repeatable, fault);
    assert.equal(verdictOfFault(kind, false), once, fault);
  }
});

test("retries: the faults of every runtime are told apart", () => {
  const fetchFailed = (code: string) => Object.assign(new TypeError("fetch failed"), { cause: { code } });
  assert.equal(faultOf(fetchFailed("ECONNREFUSED")), "unsent");
  assert.equal(faultOf(fetchFailed("UND_ERR_CONNECT_TIMEOUT")), "unsent");
  assert.equal(faultOf({ cause: { errors: [{ code: "ECONNREFUSED" }] } }), "unsent");
  assert.equal(faultOf({ code: "ConnectionRefused" }), "unsent");
  assert.equal(faultOf(new TypeError("error sending request: Connection refused (os error 111)")), "unsent");
  assert.equal(faultOf(fetchFailed("ECONNRESET")), "broken");
  assert.equal(faultOf(fetchFailed("UND_ERR_SOCKET")), "broken");
  assert.equal(faultOf(fetchFailed("DEPTH_ZERO_SELF_SIGNED_CERT")), "untrusted");
  assert.equal(faultOf(new TypeError("invalid peer certificate: UnknownIssuer")), "untrusted");
  assert.equal(faultOf("anything"), "broken");
});

test("retries: which requests may be sent again, and which take a key", () => {
  const names: Record<string, string> = {
    read: "GET /v2/tenants/{tenant_id}/operations/{operation_id}",
    keyed: "POST /v2/tenants/{tenant_id}/{parent}/{action}/run",
    replace: "PUT /v2/admin/actions/{action}",
    remove: "DELETE /v2/tenants/{tenant_id}/subscriptions/{subscription_id}",
    fenced: "POST /v2/worker/jobs:complete",
    once: "POST /v2/tenants/{tenant_id}/subscriptions/{subscription_id}:ping",
  };
  for (const [kind, given] of Object.entries<Case>(contract("retries")["requests"])) {
    const name = names[kind];
    assert.ok(name, kind);
    assert.equal(isRepeatable(name), given.repeatable, kind);
    assert.equal(takesKey(name), given.idempotency_key ?? false, kind);
  }
});

test("backoff: pauses and Retry-After", () => {
  const backoff = contract("backoff");
  assert.equal(ATTEMPTS, backoff["attempts"]);
  for (const { retry, least, most } of cases("backoff", "pauses")) {
    assert.equal(pauseSeconds(retry, 0), least);
    assert.ok(pauseSeconds(retry, 0.999) <= most);
  }
  for (const { retry, random, seconds } of cases("backoff", "exact")) assert.equal(pauseSeconds(retry, random), seconds);
  const now = new Date(backoff["now"]);
  for (const { value, seconds, give_up: giveUp = false, optional } of cases("backoff", "retry_after")) {
    const read = retryAfterSeconds(value, now);
    if (optional && read === undefined) continue;
    assert.equal(read ?? null, seconds, value);
    assert.equal(read !== undefined && isTooLong(read), giveUp, value);
  }
});

for (const given of cases("pagination", "cases")) {
  test(`pagination: ${given.name}`, async () => {
    const asked: Case[] = [];
    const { page_token: from, ...query } = given.query;
    const pages = given.pages as Page<{ id: string }>[];
    const list = new List(async (token) => {
      asked.push(token === undefined ? query : { ...query, page_token: token });
      const page = pages[asked.length - 1];
      assert.ok(page, "a page that does not exist was asked for");
      return page;
    }, from);
    const items: string[] = [];
    const read = async () => {
      for await (const item of list) {
        items.push(item.id);
        if (items.length === given.take) break;
      }
    };
    if (given.end === "raise") await assert.rejects(read(), problems.BellhopError);
    else await read();
    assert.deepEqual(items, given.items);
    assert.deepEqual(asked, given.queries);
  });
}

test("numbers: integers keep their digits both ways", () => {
  for (const { json } of cases("numbers", "integers")) {
    assert.equal(stringify(parse(`{"n":[${json}]}`)), `{"n":[${json}]}`);
    assert.equal(BigInt(parse(json) as number | bigint), BigInt(json));
  }
});

test("numbers: decimals are the nearest double, or exact where that is asked for", () => {
  for (const { json, double } of cases("numbers", "decimals")) {
    assert.equal(parse(json), double);
    const exact = parse(json, "exact");
    if (exact instanceof ExactNumber) assert.equal(stringify({ exact }), `{"exact":${json}}`);
    else assert.equal(exact, double);
    assert.equal(Number(exact), double);
  }
  assert.ok(parse("12345678901234567.89", "exact") instanceof ExactNumber);
});

test("numbers: what JSON has no word for is refused", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assert.throws(() => stringify({ value }), RangeError);
    assert.throws(() => stringify({ value, big: 1n }), RangeError);
  }
});

for (const given of cases("leases", "timelines")) {
  test(`leases: ${given.name}`, () => {
    const claim = given.events.find((each: Case) => each.event === "claim_sent");
    const lease = new LeaseClock(given.lease_seconds, claim.at);
    for (const { event, at, sent_at: sentAt, status } of given.events) {
      if (event === "looked") lease.state(at);
      if (event === "heartbeat_failed") lease.failed(at);
      if (event === "heartbeat_answered" && status === "extended") lease.extended(sentAt, at);
      if (event === "heartbeat_answered" && status === "lost") lease.lose();
    }
    for (const check of given.checks) {
      assert.equal(lease.state(check.at), check.state, `at ${check.at}`);
      if ("heartbeat_due" in check) assert.equal(lease.heartbeatDue, check.heartbeat_due);
      if ("lapses" in check) assert.equal(lease.lapses, check.lapses);
    }
  });
}

test("leases: how long a claim waits", () => {
  for (const given of cases("leases", "claims")) {
    assert.equal(claimWaitSeconds(given.lease_seconds), given.wait_seconds);
  }
});

test("completions: what follows from the answer to a completion", () => {
  for (const { sent = { outcome: "succeeded" }, answer, then, item } of cases("completions", "complete")) {
    assert.equal(afterComplete(answer.status, { errors: [], ...sent } as Outcome), then);
    if (then !== "fail") continue;
    const failure = failureOf(answer.errors, "refused");
    assert.equal(failure.outcome, item.outcome);
    const errors = failure.outcome === "failed" ? failure.errors : [];
    assert.deepEqual(errors.map(({ code, pointer }) => ({ code, pointer })), item.errors);
  }
});

test("completions: what follows from the answer to a heartbeat", () => {
  for (const { answer, then } of cases("completions", "heartbeat")) {
    assert.equal(afterHeartbeat(answer.status, answer.cancel_requested ?? false), then);
  }
});

test("completions: what follows from what a handler does", async () => {
  const fails = (error: Error) => () => {
    throw error;
  };
  const handlers: Record<string, () => unknown> = {
    'returns {"n": 3}': () => ({ n: 3 }),
    "returns nothing": () => undefined,
    "fails with code and message": fails(new Fail("no_sun", "the roof has no sun")),
    "asks to be tried again after 30 s": fails(new Retry("busy", { afterSeconds: 30 })),
    "throws anything else": fails(new Error("oops")),
    "says that it was cancelled, and the tenant had asked": fails(new Cancelled()),
    "says that it was cancelled, and nobody had asked": fails(new Cancelled()),
    "returns a result after the tenant asked to cancel": () => ({}),
    "gets an input that is not what it declares": () => ({}),
  };
  for (const { handler, ...expected } of cases("completions", "handler")) {
    const handle = handlers[handler];
    assert.ok(handle, handler);
    const job = { cancel_requested: handler.includes("the tenant"), input: {}, attempt: 1 };
    const input = (given: unknown) => {
      if (handler.includes("declares")) throw new TypeError("roof is missing");
      return given;
    };
    const outcome = await attempt(handle, input, new Context(job as never, () => undefined));
    assert.deepEqual({ ...outcome, ...expected }, outcome, handler);
  }
});

test("completions: which refusals end the worker", () => {
  for (const { status, then, of = "heartbeat" } of cases("completions", "refusals")) {
    const again = verdictOfStatus(status, undefined, true) === "retry";
    const failed = new FailedTry(problems.problemOf(status, new Headers(), ""), again);
    assert.equal(endOf(failed, of) ? "end" : "retry", then, String(status));
  }
});

test("problems: every code is known, with its status", () => {
  for (const { code, status } of cases("problems", "types")) {
    assert.equal(PROBLEM_CODES[code as keyof typeof PROBLEM_CODES], status);
  }
});

for (const given of cases("problems", "documents")) {
  test(`problems: ${given.name}`, () => {
    const kinds: Record<string, typeof problems.ProblemError> = {
      "invalid-input": problems.InvalidInputError,
      conflict: problems.ConflictError,
      "not-found": problems.NotFoundError,
      forbidden: problems.ForbiddenError,
      internal: problems.ServiceError,
      "limit-exceeded": problems.TooManyError,
      unavailable: problems.UnavailableError,
    };
    const kind = kinds[given.kind];
    assert.ok(kind, given.kind);
    const problem = problems.problemOf(given.status, new Headers(), given.text ?? JSON.stringify(given.body));
    assert.ok(problem instanceof kind);
    assert.equal(problem.code ?? null, given.code);
    assert.equal(problem.status, given.status);
    assert.deepEqual(problem.errors.map((each) => [each.pointer, each.code, each.message]), given.errors);
    if (given.request_id) assert.equal(problem.requestId, given.request_id);
    for (const [name, value] of Object.entries(given.members ?? {})) assert.deepEqual(problem.problem[name], value);
  });
}
