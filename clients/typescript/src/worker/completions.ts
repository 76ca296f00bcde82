/** Tells the service what came of jobs: many in one request, each until it is answered or its lease has lapsed. */

import { sleep } from "../http/time.ts";
import { FailedTry, type Transport } from "../http/transport.ts";
import { stringify } from "../json.ts";
import { type Fault, ProblemError } from "../problems.ts";
import type { components } from "../schema.ts";
import type { Held } from "./held.ts";
import type { Log } from "./log.ts";
import type { Outcome } from "./outcome.ts";
import { ask, endOf, pauseAfter } from "./service.ts";

const MOST_ITEMS = 100; // of one request
const MOST_CHARACTERS = 2 << 20; // together; the service takes 8 MiB

/** What the service says of one item; undefined where the lease lapsed before it said anything. */
export type Said = Pick<components["schemas"]["CompletedItem"], "status" | "errors" | "detail"> | undefined;

interface Item {
  readonly held: Held;
  readonly text: string;
  readonly answer: (said: Said) => void;
}

export class Completions {
  readonly #transport: Transport;
  readonly #log: Log;
  readonly #onEnd: (problem: ProblemError) => void;
  readonly #stopping = new AbortController();
  #waiting: Item[] = [];
  #isSending = false;

  constructor(transport: Transport, log: Log, onEnd: (problem: ProblemError) => void) {
    this.#transport = transport;
    this.#log = log;
    this.#onEnd = onEnd;
  }

  /** Tell the outcome of one job; what cannot be written as JSON is `invalid`, as if the service had said so. */
  send(held: Held, outcome: Outcome): Promise<Said> {
    let text: string;
    try {
      text = stringify({ ...held.key, ...outcome });
    } catch (error) {
      return Promise.resolve(invalid([], `the result cannot be written as JSON: ${String(error)}`));
    }
    return new Promise((answer) => {
      this.#waiting.push({ held, text, answer });
      void this.#sendAll();
    });
  }

  /** Whatever still waits is not told any more. */
  stop(): void {
    this.#stopping.abort();
  }

  /** What comes while a request is on its way leaves together with the next. */
  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    await Promise.resolve(); // what ends in the same turn leaves together
    try {
      while (this.#waiting.length > 0) await this.#sendBatch(this.#take());
    } finally {
      this.#isSending = false;
    }
  }

  #take(): Item[] {
    const items: Item[] = [];
    let characters = 0;
    while (items.length < MOST_ITEMS) {
      characters += this.#waiting[0]?.text.length ?? Infinity;
      if (items.length > 0 && characters > MOST_CHARACTERS) break;
      const item = this.#waiting.shift();
      if (item === undefined) break;
      items.push(item);
    }
    return items;
  }

  async #sendBatch(items: readonly Item[]): Promise<void> {
    let left = items;
    for (let tried = 1; ; tried++) {
      left = left.filter((item) => !this.#isOver(item));
      if (left.length === 0) return;
      const text = `{"items":[${left.map((item) => item.text).join(",")}]}`;
      try {
        const answer = await ask(this.#transport, "complete", { text });
        left.forEach((item, index) => item.answer(answer.items[index]));
        return;
      } catch (error) {
        if (!(error instanceof FailedTry && error.again)) return this.#refused(left, error);
        this.#log({ level: "warn", event: "complete.failed", jobs: left.length, error: error.message });
        await sleep(pauseAfter(this.#transport, tried, error), this.#stopping.signal).catch(() => undefined);
      }
    }
  }

  #isOver(item: Item): boolean {
    const isOver = item.held.isLost || this.#stopping.signal.aborted;
    if (isOver) item.answer(undefined);
    return isOver;
  }

  /** The whole request was refused: each item by itself finds the one that is at fault. */
  async #refused(items: readonly Item[], error: unknown): Promise<void> {
    const end = endOf(error, "complete");
    if (end) this.#onEnd(end);
    else if (items.length > 1) {
      for (const item of items) await this.#sendBatch([item]);
      return;
    }
    const problem = error instanceof FailedTry ? error.error : error;
    const faults = problem instanceof ProblemError ? problem.errors : [];
    for (const item of items) item.answer(end ? undefined : invalid(faults, String(problem)));
  }
}


function invalid(errors: readonly Fault[], detail: string): Said {
  return { status: "invalid", errors: errors.map((each) => ({ ...each })), detail };
}
