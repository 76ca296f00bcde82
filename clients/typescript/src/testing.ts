/** What tests need: a handler's attempt without a service, and a signed callback. */

import { Context, type Progress } from "./worker/context.ts";
import { attempt, declared, type Handler, type HandlerOptions } from "./worker/handler.ts";
import type { Outcome } from "./worker/outcome.ts";
import type { ClaimedJob } from "./models.ts";
import { stringify } from "./json.ts";
import { encode } from "./webhooks/base64.ts";
import { readSecret } from "./webhooks/secrets.ts";

export interface AttemptOptions {
  /** Members of the job that the handler shall see: `attempt`, `parent`, `labels`, … */
  readonly job?: Partial<ClaimedJob>;
  /** What an earlier attempt left as its checkpoint. */
  readonly checkpoint?: unknown;
  /** Ask to cancel after so many seconds. */
  readonly cancelAfterSeconds?: number;
}

/** What came of an attempt, and what the tenant was told on the way. */
export interface Attempt {
  readonly outcome: Outcome;
  readonly progress: readonly Progress[];
  readonly custom: readonly Readonly<Record<string, unknown>>[];
}

/** Let a handler do one job, as a worker would. */
export async function runHandler<Input>(
  handler: Handler<Input> | HandlerOptions<Input>,
  input: unknown,
  options: AttemptOptions = {},
): Promise<Attempt> {
  const { handle, input: read } = declared(handler);
  const progress: Progress[] = [];
  const custom: Readonly<Record<string, unknown>>[] = [];
  const kept = options.checkpoint === undefined ? {} : { custom: { checkpoint: [options.checkpoint] } };
  const context: Context = new Context(jobOf(input, { ...kept, ...options.job }), () => {
    const news = context.takeNews();
    if (news.progress) progress.push(news.progress);
    if (news.custom) custom.push(news.custom);
  });
  const seconds = options.cancelAfterSeconds;
  const timer = seconds === undefined ? undefined : setTimeout(() => context.requestCancel(), seconds * 1000);
  try {
    return { outcome: await attempt(handle, read, context), progress, custom };
  } finally {
    clearTimeout(timer);
  }
}

function jobOf(input: unknown, given: Partial<ClaimedJob> = {}): ClaimedJob {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  return {
    job_id: "op_00000000000000000000000000",
    lease_token: "token",
    lease_expire_time: inAnHour,
    deadline_time: inAnHour,
    attempt: 1,
    tenant_id: "tenant",
    action: "action",
    parent: "",
    labels: {},
    cancel_requested: false,
    traceparent: null,
    ...given,
    input: input as ClaimedJob["input"],
  };
}

export interface SignOptions {
  readonly id?: string;
  readonly timestampSeconds?: number;
}

/** A callback as Bellhop would send it: the body, and headers whose signature is that of these secrets. */
export async function signedCallback(
  event: unknown,
  secrets: string | readonly string[],
  options: SignOptions = {},
): Promise<{ body: string; headers: Record<string, string> }> {
  const body = typeof event === "string" ? event : stringify(event);
  const id = options.id ?? `evt_${crypto.randomUUID()}`;
  const timestamp = String(options.timestampSeconds ?? Math.floor(Date.now() / 1000));
  const content = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signatures = [secrets].flat().map(async (secret) => `v1,${encode(await hmac(secret, content))}`);
  return {
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": (await Promise.all(signatures)).join(" "),
    },
  };
}

async function hmac(text: string, content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const secret = readSecret(text);
  if (secret?.kind !== "v1") throw new TypeError("a callback is signed with `whsec_…`");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret.bytes, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, content));
}
