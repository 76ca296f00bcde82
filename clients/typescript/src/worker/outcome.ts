/** What came of a handler, and what the service is told of it. */

import type { Fault } from "../problems.ts";

const BAD_OUTPUT = "bad_output";

/** One reason of a failure; it may have members of its own. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly [member: string]: unknown;
}

/** What `jobs:complete` is told of one attempt. */
export type Outcome =
  | { readonly outcome: "succeeded"; readonly result: object }
  | { readonly outcome: "failed"; readonly errors: readonly Reason[] }
  | { readonly outcome: "retry"; readonly errors: readonly Reason[]; readonly delay_seconds?: number }
  | { readonly outcome: "cancelled" };

/** Throw it where the job cannot be done, however often it is tried. */
export class Fail extends Error {
  readonly errors: readonly Reason[];

  constructor(code: string, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "Fail";
    this.errors = [{ ...members, code, message }];
  }
}

/** Throw it where another attempt may help; without a time it is 5 s, doubling to 5 min. */
export class Retry extends Error {
  readonly afterSeconds: number | undefined;

  constructor(message: string, options: { readonly afterSeconds?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "Retry";
    this.afterSeconds = options.afterSeconds;
  }
}

/** Throw it where the work was broken off because the tenant asked for it. */
export class Cancelled extends Error {
  constructor(message = "cancelled") {
    super(message);
    this.name = "Cancelled";
  }
}

/** The input is not what the handler declares; made by the worker. */
export class BadInput extends Fail {
  constructor(cause: unknown) {
    super("bad_input", cause instanceof Error ? cause.message : String(cause));
    this.name = "BadInput";
    this.cause = cause;
  }
}

/** What a handler gave back. */
export function outcomeOfReturn(value: unknown): Outcome {
  if (value === undefined || value === null) return { outcome: "succeeded", result: {} };
  if (typeof value !== "object" || Array.isArray(value)) {
    const message = `the handler returned ${Array.isArray(value) ? "a list" : `a ${typeof value}`}: a result is an object`;
    return { outcome: "failed", errors: [{ code: BAD_OUTPUT, message }] };
  }
  return { outcome: "succeeded", result: value };
}

/** What a handler threw; `cancelRequested` says whether the tenant had asked to cancel. */
export function outcomeOfError(error: unknown, cancelRequested: boolean): Outcome {
  if (error instanceof Fail) return { outcome: "failed", errors: error.errors };
  const isCancelled = error instanceof Cancelled || (error instanceof Error && error.name === "AbortError");
  if (isCancelled && cancelRequested) return { outcome: "cancelled" };
  const errors = [{ code: error instanceof Retry ? "retry" : "worker_error", message: told(error) }];
  if (error instanceof Retry && error.afterSeconds !== undefined) {
    return { outcome: "retry", errors, delay_seconds: error.afterSeconds };
  }
  return { outcome: "retry", errors };
}

/** What to do with the answer to a completion. */
export function afterComplete(status: string, sent: Outcome): "done" | "discard" | "fail" | "release" {
  if (status === "accepted" || status === "duplicate") return "done";
  if (status === "stale") return "discard";
  const isLastWord = sent.outcome === "failed" && sent.errors.some((reason) => reason.code === BAD_OUTPUT);
  return isLastWord ? "release" : "fail"; // not even the failure could be told: somebody else shall try
}

/** What to do with the answer to a heartbeat. */
export function afterHeartbeat(status: string, cancelRequested: boolean): "go_on" | "cancel" | "abandon" {
  if (status !== "extended") return "abandon";
  return cancelRequested ? "cancel" : "go_on";
}

/** The failure that is told where the service could not take an outcome: its pointers, counted from the item. */
export function failureOf(faults: readonly Fault[], detail: string): Outcome {
  const errors = faults.map((fault) => ({
    code: BAD_OUTPUT,
    message: fault.message,
    pointer: fault.pointer.replace(/^\/items\/\d+/, ""),
  }));
  return { outcome: "failed", errors: errors.length > 0 ? errors : [{ code: BAD_OUTPUT, message: detail }] };
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" || error instanceof Retry ? error.message : `${error.name}: ${error.message}`;
}
