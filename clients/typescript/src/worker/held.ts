/** A job that this worker holds: its lease, its handler's context, and the watchdog that stops it in time. */

import type { ClaimedJob } from "../models.ts";
import type { Clock } from "./clock.ts";
import { Context } from "./context.ts";
import { LeaseClock } from "./lease.ts";

/** The reason of a handler's signal: somebody else may have the job by now, so nothing of it is told any more. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/** The reason of a handler's signal: the job's deadline is over. */
export class DeadlineExceeded extends Error {
  override name = "DeadlineExceeded";
}

export class Held {
  readonly job: ClaimedJob;
  readonly lease: LeaseClock;
  readonly context: Context;
  /** Its handler has ended, and the service is being told. */
  isEnding = false;
  readonly #clock: Clock;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  /** `sentAt` is when the claim left, `told` is called when the handler has news for a heartbeat. */
  constructor(job: ClaimedJob, leaseSeconds: number, sentAt: number, clock: Clock, told: () => void) {
    this.job = job;
    this.lease = new LeaseClock(leaseSeconds, sentAt);
    this.context = new Context(job, told);
    this.#clock = clock;
    // Both moments are the service's: their distance is true whatever our own calendar says.
    const ahead = (Date.parse(job.deadline_time) - Date.parse(job.lease_expire_time)) / 1000 + leaseSeconds;
    this.#deadline = setTimeout(() => this.context.stop(new DeadlineExceeded("the deadline is over")), ahead * 1000);
    this.watch();
  }

  /** What proves to the service that the job is held by this worker. */
  get key(): { readonly job_id: string; readonly lease_token: string } {
    return { job_id: this.job.job_id, lease_token: this.job.lease_token };
  }

  /** Whether nothing may be told of it any more; asks the clock, since a busy process runs its timers late. */
  get isLost(): boolean {
    const isLost = this.lease.state(this.#clock()) === "lost";
    if (isLost) this.abandon("the lease has lapsed");
    return isLost;
  }

  /** Stop the handler; nothing of this job is completed. */
  abandon(why: string): void {
    this.lease.lose();
    this.context.stop(new LeaseLost(why));
    this.forget();
  }

  /** Look again when the lease, as it is known now, has lapsed. */
  watch(): void {
    clearTimeout(this.#watchdog);
    if (this.isLost) return;
    this.#watchdog = setTimeout(() => this.watch(), (this.lease.lapses - this.#clock()) * 1000);
  }

  /** The job has ended: no timer of it is left. */
  forget(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#watchdog);
  }
}
