/** Renews every lease of the worker, tells the service how far the jobs are, and hears which shall stop. */

import { FailedTry, type Transport } from "../http/transport.ts";
import { sleep } from "../http/time.ts";
import type { ProblemError } from "../problems.ts";
import type { Clock } from "./clock.ts";
import type { News } from "./context.ts";
import type { Held } from "./held.ts";
import type { Log } from "./log.ts";
import { afterHeartbeat } from "./outcome.ts";
import { ask, endOf } from "./service.ts";

const MOST_LEASES = 1000; // of one request
const GATHER_SECONDS = 0.5; // let some more news come together
const LONGEST_ROUND_SECONDS = 10;
const LAST_NEWS_TRIES = 3;

export interface HeartbeatOptions {
  readonly transport: Transport;
  readonly held: ReadonlySet<Held>;
  readonly clock: Clock;
  readonly leaseSeconds: number;
  readonly log: Log;
  /** The service refuses this worker. */
  readonly onEnd: (problem: ProblemError) => void;
}

export class Heartbeats {
  readonly #options: HeartbeatOptions;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #hasNews = false;
  #isFailing = false;
  #underway: Promise<void> = Promise.resolve();

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** A handler has news: tell them soon, or with the next round where the last one failed. */
  readonly hurry = (): void => {
    if (this.#hasNews || this.#isFailing) return;
    this.#hasNews = true;
    this.look();
  };

  /** Look again when the next heartbeat is due: another job is held. */
  look(): void {
    this.#wake.abort();
  }

  /** Resolves when what a handler told before its end has arrived, or several tries have failed. */
  async tell(held: Held): Promise<void> {
    await this.#underway; // it may carry this job's news, which must not come after its end
    for (let tried = 1; held.context.hasNews && !held.isLost && tried <= LAST_NEWS_TRIES; tried++) {
      if (tried > 1) await sleep(this.#options.transport.pauseSeconds(tried - 1));
      await this.#beat([held]);
    }
  }

  stop(): void {
    this.#stopping.abort();
    this.#wake.abort();
  }

  /** Send heartbeats when they are due, until stopped. */
  async run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#wake = new AbortController();
      if (!this.#hasNews) await sleep(this.#pauseSeconds(), this.#wake.signal).catch(() => undefined);
      if (this.#hasNews) await sleep(Math.min(GATHER_SECONDS, this.#pauseSeconds()));
      if (this.#stopping.signal.aborted) return;
      if (this.#hasNews || this.#pauseSeconds() <= 0) await (this.#underway = this.#round());
    }
  }

  /** Seconds until the first heartbeat is due; a day where nothing is held, or until `look`. */
  #pauseSeconds(): number {
    const now = this.#options.clock();
    const due = this.#alive().map((held) => held.lease.heartbeatDue - now);
    return Math.max(0, Math.min(86_400, ...due));
  }

  #alive(): Held[] {
    return [...this.#options.held].filter((held) => !held.isLost);
  }

  /** One request renews all that is held. */
  async #round(): Promise<void> {
    this.#hasNews = false;
    const alive = this.#alive();
    for (let at = 0; at < alive.length; at += MOST_LEASES) await this.#beat(alive.slice(at, at + MOST_LEASES));
  }

  async #beat(held: readonly Held[]): Promise<void> {
    const { transport, clock, leaseSeconds, onEnd, log } = this.#options;
    const told = held.map((each) => each.context.takeNews());
    const leases = held.map((each, index) => ({ ...each.key, ...told[index] }));
    const sentAt = clock();
    const timeoutSeconds = Math.max(0.5, Math.min(LONGEST_ROUND_SECONDS, leaseSeconds / 3));
    try {
      const answer = await ask(transport, "heartbeat", { body: { leases }, timeoutSeconds });
      this.#isFailing = false;
      held.forEach((each, index) => this.#hear(each, answer.leases[index], sentAt));
    } catch (error) {
      const end = endOf(error, "heartbeat");
      if (end) return onEnd(end);
      this.#isFailing = true;
      log({ level: "warn", event: "heartbeat.failed", jobs: held.length, error: String(error) });
      // What the service would refuse again is not told again; the leases are renewed without it.
      const isRefused = !(error instanceof FailedTry) || !error.again;
      held.forEach((each, index) => this.#failed(each, isRefused ? {} : (told[index] ?? {})));
    }
  }

  #failed(held: Held, news: News): void {
    held.lease.failed(this.#options.clock());
    held.context.returnNews(news);
  }

  #hear(held: Held, heard: { status: string; cancel_requested: boolean; errors?: unknown } | undefined, sentAt: number) {
    const { clock, log } = this.#options;
    if (heard?.errors) log({ level: "warn", event: "news.refused", job_id: held.job.job_id, errors: heard.errors });
    const then = afterHeartbeat(heard?.status ?? "lost", heard?.cancel_requested ?? false);
    if (then === "abandon") {
      if (held.isEnding) return; // its completion was faster than this heartbeat
      log({ level: "warn", event: "lease.lost", job_id: held.job.job_id });
      return held.abandon("the service says that the lease is lost");
    }
    held.lease.extended(sentAt, clock());
    held.watch();
    if (then === "cancel") held.context.requestCancel();
  }
}
