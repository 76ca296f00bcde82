/** Claims jobs of one action, as many as there are free places. */

import { sleep } from "../http/time.ts";
import { FailedTry, type Transport } from "../http/transport.ts";
import type { ClaimedJob } from "../models.ts";
import type { Clock } from "./clock.ts";
import { claimWaitSeconds } from "./lease.ts";
import type { Log } from "./log.ts";
import { ask, endOf, pauseAfter } from "./service.ts";

const MOST_JOBS = 100; // of one request
const FAREWELL_SECONDS = 3;

export interface ClaimOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly action: string;
  readonly workerId: string;
  readonly leaseSeconds: number;
  readonly concurrency: number;
  readonly stopping: AbortSignal;
  /** Work on a job; its lease counts from `sentAt`. Resolves when its place is free again. */
  readonly start: (job: ClaimedJob, sentAt: number) => Promise<void>;
  /** Give jobs back that came too late. */
  readonly release: (jobs: readonly ClaimedJob[]) => Promise<void>;
}

interface Claimed {
  readonly jobs: readonly ClaimedJob[];
  readonly sentAt: number;
}

export class Claims {
  readonly #options: ClaimOptions;
  #free: number;
  #freed = new AbortController();

  constructor(options: ClaimOptions) {
    this.#options = options;
    this.#free = options.concurrency;
  }

  /** Claim until the worker stops; throws the problem that ends it. */
  async run(): Promise<void> {
    const { stopping } = this.#options;
    while (!stopping.aborted) {
      this.#freed = new AbortController();
      if (this.#free === 0) await sleep(86_400, AbortSignal.any([stopping, this.#freed.signal])).catch(() => undefined);
      else await this.#claimOnce();
    }
  }

  async #claimOnce(): Promise<void> {
    const { clock, stopping } = this.#options;
    const began = clock();
    const { jobs, sentAt } = await this.#claim(Math.min(MOST_JOBS, this.#free));
    for (const job of jobs) this.#start(job, sentAt);
    // Something between may not let an answer wait for work: that must not become a loop without a pause.
    if (jobs.length === 0 && clock() - began < 0.2) await sleep(0.5, stopping).catch(() => undefined);
  }

  #start(job: ClaimedJob, sentAt: number): void {
    this.#free--;
    void this.#options.start(job, sentAt).finally(() => {
      this.#free++;
      this.#freed.abort();
    });
  }

  /**
   * One claim, sent again under the same `claim_id` until it is answered: the same leases come back. They began when it
   * first left at the earliest, so they count from then; when they must have lapsed, a new claim begins.
   */
  async #claim(maxJobs: number): Promise<Claimed> {
    const { clock, leaseSeconds, stopping } = this.#options;
    const [sentAt, claimId] = [clock(), crypto.randomUUID()];
    for (let tried = 1; clock() - sentAt < leaseSeconds; tried++) {
      try {
        const wait = claimWaitSeconds(leaseSeconds);
        return { jobs: await this.#ask(claimId, maxJobs, wait, stopping), sentAt };
      } catch (error) {
        if (stopping.aborted) {
          await this.#giveBack(claimId, maxJobs);
          break;
        }
        await this.#rest(tried, error);
      }
    }
    return { jobs: [], sentAt };
  }

  async #ask(claimId: string, maxJobs: number, waitSeconds: number, signal?: AbortSignal): Promise<ClaimedJob[]> {
    const { transport, action, workerId, leaseSeconds } = this.#options;
    const body = {
      worker_id: workerId,
      actions: [action],
      max_jobs: maxJobs,
      lease_seconds: leaseSeconds,
      wait_seconds: waitSeconds,
      claim_id: claimId,
    };
    const timeoutSeconds = signal ? undefined : FAREWELL_SECONDS;
    return (await ask(transport, "claim", { body, timeoutSeconds, waitSeconds, signal })).jobs;
  }

  async #rest(tried: number, error: unknown): Promise<void> {
    const { transport, log, action, stopping } = this.#options;
    const end = endOf(error, "claim");
    if (end) throw end;
    if (!(error instanceof FailedTry)) throw error;
    log({ level: "warn", event: "claim.failed", action, error: error.message });
    await sleep(pauseAfter(transport, tried, error), stopping).catch(() => undefined);
  }

  /** The claim that was broken off may have leased jobs: the same `claim_id` finds them, and they are given back. */
  async #giveBack(claimId: string, maxJobs: number): Promise<void> {
    try {
      await this.#options.release(await this.#ask(claimId, maxJobs, 0));
    } catch (error) {
      this.#options.log({ level: "warn", event: "farewell.failed", error: String(error) });
    }
  }
}
