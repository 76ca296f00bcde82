/** A callback may come twice: a guard remembers which have been taken, by `webhook-id`. */

/**
 * Where a receiver remembers ids. A shared store (Redis `SET NX`, an `INSERT … ON CONFLICT DO NOTHING`) guards several
 * processes; keep ids for at least as long as callbacks are retried (5 days unless the subscription says otherwise).
 */
export interface ReplayGuard {
  /** Remember an id; whether it was new. Of two calls at once only one may hear true. */
  take(id: string): boolean | Promise<boolean>;
  /** The work failed: the same callback shall be taken when it comes again. */
  forget(id: string): void | Promise<void>;
}

/** Remembers the last ids in this process: for one process, and tests. */
export class MemoryGuard implements ReplayGuard {
  readonly #most: number;
  readonly #taken = new Set<string>();

  constructor(most = 10_000) {
    this.#most = most;
  }

  take(id: string): boolean {
    if (this.#taken.has(id)) return false;
    this.#taken.add(id);
    if (this.#taken.size > this.#most) this.#taken.delete(this.#taken.values().next().value ?? "");
    return true;
  }

  forget(id: string): void {
    this.#taken.delete(id);
  }
}
