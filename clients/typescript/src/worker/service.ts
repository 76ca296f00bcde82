/** The four requests of a worker, one try each, and what an answer means for the whole worker. */

import { FailedTry, type Transport } from "../http/transport.ts";
import type { components } from "../schema.ts";
import { ProblemError } from "../problems.ts";

type Schemas = components["schemas"];
type Verb = "claim" | "heartbeat" | "complete" | "release";

interface Answers {
  readonly claim: Schemas["ClaimAnswer"];
  readonly heartbeat: Schemas["HeartbeatAnswer"];
  readonly complete: Schemas["CompleteAnswer"];
  readonly release: Schemas["ReleaseAnswer"];
}

const LONGEST_PAUSE_SECONDS = 60;

export interface Ask {
  readonly body?: unknown;
  readonly text?: string;
  /** How long it may take, where that is not what the worker was given. */
  readonly timeoutSeconds?: number | undefined;
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Send one request of a worker; throws `FailedTry`. */
export async function ask<V extends Verb>(transport: Transport, verb: V, request: Ask): Promise<Answers[V]> {
  const path = `/v2/worker/jobs:${verb}`;
  return (await transport.once({ method: "POST", path, repeatable: true, ...request })).body as Answers[V];
}

/** The problem that ends the worker, where trying on is no use: its key does not count, or its claim is wrong. */
export function endOf(error: unknown, verb: Verb): ProblemError | undefined {
  if (!(error instanceof FailedTry) || !(error.error instanceof ProblemError)) return undefined;
  const { status } = error.error;
  const ends = status === 401 || status === 403 || (verb === "claim" && !error.again && status >= 400 && status < 500);
  return ends ? error.error : undefined;
}

/** How long a loop pauses after so many failed tries: it goes on for ever, and no answer stops it for long. */
export function pauseAfter(transport: Transport, tried: number, error: unknown): number {
  const asked = error instanceof FailedTry ? error.retryAfterSeconds : undefined;
  return Math.min(LONGEST_PAUSE_SECONDS, transport.pauseSeconds(tried, asked));
}
