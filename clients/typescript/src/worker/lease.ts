/**
 * How long a worker may believe that a job is its own: a clock without I/O, checked against clients/conformance.
 *
 * The service extends a lease when a request arrives; the worker knows only when that request left. So the lease
 * counts from then, and the worker stops before the service gives the job to somebody else. A round without an answer
 * says nothing: the lease is `unknown` until another is answered or it lapses. What is lost stays lost.
 */

const HEARTBEAT_FRACTION = 1 / 3;
const AGAIN_FRACTION = 1 / 12; // after a round that failed

const LONGEST_WAIT_SECONDS = 20;

export type LeaseState = "held" | "unknown" | "lost";

/** How long a claim may wait for work, so that its lease still has most of its life when the answer comes. */
export function claimWaitSeconds(leaseSeconds: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, leaseSeconds * HEARTBEAT_FRACTION);
}

export class LeaseClock {
  readonly #leaseSeconds: number;
  #from: number;
  #due: number;
  #unknown = false;
  #lost = false;

  /** `sentAt` is when the claim left, in seconds of a clock that only goes forward, as all times here. */
  constructor(leaseSeconds: number, sentAt: number) {
    this.#leaseSeconds = leaseSeconds;
    this.#from = sentAt;
    this.#due = sentAt + leaseSeconds * HEARTBEAT_FRACTION;
  }

  /** When the lease has lapsed, unless a heartbeat is answered. */
  get lapses(): number {
    return this.#from + this.#leaseSeconds;
  }

  /** When the next heartbeat shall leave. */
  get heartbeatDue(): number {
    return this.#due;
  }

  state(now: number): LeaseState {
    if (now >= this.lapses) this.#lost = true;
    if (this.#lost) return "lost";
    return this.#unknown ? "unknown" : "held";
  }

  /** A heartbeat that left at `sentAt` was answered: the lease is extended. */
  extended(sentAt: number, now: number): void {
    if (this.state(now) === "lost") return;
    this.#unknown = false;
    if (sentAt < this.#from) return; // an answer that was overtaken
    this.#from = sentAt;
    this.#due = sentAt + this.#leaseSeconds * HEARTBEAT_FRACTION;
  }

  /** A heartbeat got no answer, or one that says nothing about the lease. */
  failed(now: number): void {
    if (this.state(now) === "lost") return;
    this.#unknown = true;
    this.#due = now + this.#leaseSeconds * AGAIN_FRACTION;
  }

  /** The service says that somebody else may have it. */
  lose(): void {
    this.#lost = true;
  }
}
