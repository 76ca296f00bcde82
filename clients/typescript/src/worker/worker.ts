/**
 * A worker: claims jobs, keeps them alive, lets your functions do them, and says what came of it.
 *
 *     const worker = new Worker({ url, key, actions: { auto_designer: async (input, context) => ({ panels: 12 }) } });
 *     stopOnSignals(worker);
 *     await worker.run();
 */

import { concurrencyOf, leaseSecondsOf } from "../http/settings.ts";
import { sleep } from "../http/time.ts";
import { Transport, type TransportOptions } from "../http/transport.ts";
import type { ClaimedJob } from "../models.ts";
import type { ProblemError } from "../problems.ts";
import { Claims } from "./claims.ts";
import { leaseClock } from "./clock.ts";
import { Completions } from "./completions.ts";
import { attempt, declared, type Handler, type HandlerOptions } from "./handler.ts";
import { Heartbeats } from "./heartbeats.ts";
import { Held } from "./held.ts";
import { consoleLog, type Log } from "./log.ts";
import { afterComplete, failureOf, type Outcome } from "./outcome.ts";
import { ask } from "./service.ts";

const TIMEOUT_SECONDS = 15;
const FAREWELL_SECONDS = 3; // a service that is away gets the jobs back when their leases run out

/** What a client takes, but for `attempts` and `sleep`: a worker tries on for as long as it is of use. */
export interface WorkerOptions extends Omit<TransportOptions, "attempts" | "sleep"> {
  /** What to do for each action: a function, or one with its options. */
  readonly actions: Readonly<Record<string, Handler<any> | HandlerOptions<any>>>;
  /** Jobs of one action at a time, where the action does not say; 4 unless given. */
  readonly concurrency?: number;
  /** How long a job stays ours without a word, in seconds; 30 unless given. */
  readonly leaseSeconds?: number;
  /** How long jobs may go on when the worker stops, in seconds; 10 unless given. */
  readonly graceSeconds?: number;
  /** Who it is, for people who read the history. */
  readonly workerId?: string;
  /** How long an answer may take, in seconds; 15 unless given. What a claim waits for work comes on top. */
  readonly timeoutSeconds?: number;
  readonly log?: Log;
}

/** The reason of a handler's signal: the worker stops, and the job is given back. */
export class Stopping extends Error {
  override name = "Stopping";
}

export class Worker {
  readonly #options: WorkerOptions;
  readonly #transport: Transport;
  readonly #log: Log;
  readonly #leaseSeconds: number;
  readonly #clock = leaseClock();
  readonly #held = new Set<Held>();
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #heartbeats: Heartbeats;
  readonly #completions: Completions;
  readonly #workerId: string;
  #problem: unknown;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#transport = new Transport({ ...options, timeoutSeconds: options.timeoutSeconds ?? TIMEOUT_SECONDS });
    this.#log = options.log ?? consoleLog;
    this.#leaseSeconds = leaseSecondsOf(options.leaseSeconds ?? 30);
    for (const each of Object.values(options.actions)) concurrencyOf(declared(each, options.concurrency).concurrency);
    this.#workerId = options.workerId ?? `typescript-${crypto.randomUUID().slice(0, 8)}`;
    this.#completions = new Completions(this.#transport, this.#log, this.#refuse);
    this.#heartbeats = new Heartbeats({
      transport: this.#transport,
      held: this.#held,
      clock: this.#clock,
      leaseSeconds: this.#leaseSeconds,
      log: this.#log,
      onEnd: this.#refuse,
    });
  }

  /** How many jobs it works on. */
  get running(): number {
    return this.#running.size;
  }

  /** Claim no more; `run` ends when what is held is completed, or given back after the grace time. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Claim and work until `stop`; throws the problem where the service refuses this worker (a revoked key). */
  async run(): Promise<void> {
    const heartbeats = this.#heartbeats.run();
    try {
      await Promise.all(Object.keys(this.#options.actions).map((action) => this.#claim(action)));
      await this.#drain();
    } finally {
      this.#completions.stop();
      this.#heartbeats.stop();
      await heartbeats;
    }
    if (this.#problem !== undefined) throw this.#problem;
  }

  async #claim(action: string): Promise<void> {
    const { concurrency } = declared(this.#options.actions[action], this.#options.concurrency);
    const claims = new Claims({
      transport: this.#transport,
      clock: this.#clock,
      log: this.#log,
      action,
      workerId: this.#workerId,
      leaseSeconds: this.#leaseSeconds,
      concurrency,
      stopping: this.#stopping.signal,
      start: (job, sentAt) => this.#start(job, sentAt),
      release: (jobs) => this.#release(jobs),
    });
    try {
      await claims.run();
    } catch (error) {
      this.#problem ??= error;
      this.stop(); // the other actions' claims end, too
    }
  }

  #start(job: ClaimedJob, sentAt: number): Promise<void> {
    const held = new Held(job, this.#leaseSeconds, sentAt, this.#clock, this.#heartbeats.hurry);
    this.#held.add(held);
    this.#heartbeats.look();
    const work = this.#work(held).finally(() => {
      held.forget();
      this.#held.delete(held);
      this.#running.delete(work);
    });
    this.#running.add(work);
    return work;
  }

  async #work(held: Held): Promise<void> {
    if (held.isLost) return;
    const { handle, input } = declared(this.#options.actions[held.job.action], this.#options.concurrency);
    const outcome = await attempt(handle, input, held.context);
    await this.#heartbeats.tell(held);
    held.isEnding = true;
    await this.#complete(held, outcome);
  }

  /** Say what came of a job; where the service cannot take that, a failure that says why; at last give it back. */
  async #complete(held: Held, outcome: Outcome): Promise<void> {
    const facts = { job_id: held.job.job_id, outcome: outcome.outcome };
    const said = held.isLost ? undefined : await this.#completions.send(held, outcome);
    if (said === undefined) return this.#log({ level: "warn", event: "work.discarded", ...facts });
    this.#log({ level: said.status === "accepted" ? "info" : "warn", event: `job.${said.status}`, ...facts, ...said });
    const then = afterComplete(said.status, outcome);
    if (then === "fail") await this.#complete(held, failureOf(said.errors ?? [], said.detail ?? "refused"));
    else if (then === "release") await this.#release([held.job]);
  }

  /** Finish what fits into the grace time, then stop the handlers and give the rest back. */
  async #drain(): Promise<void> {
    const grace = new AbortController();
    const all = Promise.all(this.#running).finally(() => grace.abort());
    await Promise.race([all, sleep(this.#options.graceSeconds ?? 10, grace.signal).catch(() => undefined)]);
    const left = [...this.#held].filter((held) => !held.isLost);
    for (const held of left) {
      held.context.stop(new Stopping("the worker stops"));
      held.abandon("the worker stops"); // nothing that its handler still does is told
    }
    await this.#release(left.map((held) => held.job));
  }

  /** So that another worker need not wait for the leases to run out. */
  async #release(jobs: readonly ClaimedJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const items = jobs.map(({ job_id, lease_token }) => ({ job_id, lease_token }));
    try {
      await ask(this.#transport, "release", { body: { items }, timeoutSeconds: FAREWELL_SECONDS });
    } catch (error) {
      this.#log({ level: "warn", event: "release.failed", jobs: jobs.length, error: String(error) });
    }
  }

  /** The service refuses this worker: nothing that it still does would be taken. */
  readonly #refuse = (problem: ProblemError): void => {
    this.#problem ??= problem;
    for (const held of this.#held) held.abandon("the service refuses this worker");
    this.stop();
  };
}
