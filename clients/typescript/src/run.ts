/** An operation that was started: await it for the answer to the start, or ask it for its result. */

import { monotonicSeconds, sleep } from "./http/time.ts";
import type { Operation } from "./models.ts";
import { BellhopError, TimeoutError } from "./problems.ts";

/** The operation ended as `failed` or `cancelled`; `errors` say why it failed. */
export class OperationEndedError extends BellhopError {
  readonly operation: Operation;

  constructor(operation: Operation) {
    const reasons = (operation.errors ?? []).map((each) => `${each.code}: ${each.message}`);
    super([`${operation.id} ${operation.state}`, ...reasons].join("; "));
    this.operation = operation;
  }

  get errors(): readonly { readonly code: string; readonly message: string }[] {
    return this.operation.errors ?? [];
  }
}

export class OperationFailedError extends OperationEndedError {}
export class OperationCancelledError extends OperationEndedError {}

export interface WaitOptions {
  /** How long to wait, in seconds; for ever unless given. The operation itself goes on. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/** What a run asks the service for. */
export interface Follower {
  /** The operation, as soon as it is done or so many seconds are over. */
  look(id: string, waitSeconds: number, signal?: AbortSignal): Promise<Operation>;
  cancel(id: string): Promise<Operation>;
}

const LONGEST_WAIT_SECONDS = 30; // of one request
const SHORTEST_ROUND_SECONDS = 1; // where something between does not let an answer wait

export class Run<Result = Record<string, unknown>> implements PromiseLike<Operation> {
  readonly #started: Promise<Operation>;
  readonly #follower: Follower;

  constructor(started: Promise<Operation>, follower: Follower) {
    this.#started = started;
    this.#follower = follower;
  }

  /** `await run` gives the operation as it was when it was accepted. */
  then<Done = Operation, Failed = never>(
    done?: ((operation: Operation) => Done | PromiseLike<Done>) | null,
    failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#started.then(done, failed);
  }

  /** The result; throws `OperationFailedError`, `OperationCancelledError`, or `TimeoutError` where it takes longer. */
  async result(options: WaitOptions = {}): Promise<Result> {
    const operation = await this.end(options);
    if (operation.state === "failed") throw new OperationFailedError(operation);
    if (operation.state === "cancelled") throw new OperationCancelledError(operation);
    return (operation.result ?? {}) as Result;
  }

  /** The operation once it is done, however it ended; throws `TimeoutError` where it takes longer. */
  async end(options: WaitOptions = {}): Promise<Operation> {
    const until = monotonicSeconds() + (options.timeoutSeconds ?? Infinity);
    let operation = await this.#started;
    while (!operation.done) {
      options.signal?.throwIfAborted();
      const left = until - monotonicSeconds();
      if (left <= 0) throw new TimeoutError(`${operation.id} is still ${operation.state}`);
      const began = monotonicSeconds();
      operation = await this.#follower.look(operation.id, Math.min(left, LONGEST_WAIT_SECONDS), options.signal);
      const early = Math.min(SHORTEST_ROUND_SECONDS, left) - (monotonicSeconds() - began);
      if (!operation.done && early > 0) await sleep(early, options.signal);
    }
    return operation;
  }

  /** Ask for it to be cancelled; a running one becomes `cancelled` when its worker agrees. */
  async cancel(): Promise<Operation> {
    return this.#follower.cancel((await this.#started).id);
  }
}
