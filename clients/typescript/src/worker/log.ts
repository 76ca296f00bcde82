/** What a worker says of itself. */

export interface WorkerEvent {
  readonly level: "info" | "warn" | "error";
  /** `noun.past_tense`, such as `lease.lost`. */
  readonly event: string;
  readonly job_id?: string;
  readonly [fact: string]: unknown;
}

export type Log = (event: WorkerEvent) => void;

/** Warnings and errors as lines of JSON on the console. */
export const consoleLog: Log = (event) => {
  if (event.level !== "info") console.warn(JSON.stringify(event));
};
