/** What a handler gets beside its input: how far it is, whether to stop, until when. */

import { stringify } from "../json.ts";
import type { ClaimedJob } from "../models.ts";
import { Cancelled } from "./outcome.ts";

const MOST_NEWS_CHARACTERS = 64 * 1024; // far more than the service takes, and too little to hold up a heartbeat

export interface Progress {
  readonly percent?: number | null;
  readonly completed_items?: number | null;
  readonly total_items?: number | null;
  readonly message?: string | null;
}

type Members = Readonly<Record<string, unknown>>;

/** What the next heartbeat tells of a job. */
export interface News {
  readonly progress?: Progress;
  readonly custom?: Members;
}

export class Context {
  readonly job: ClaimedJob;
  /**
   * Aborted when the work shall stop: with `Cancelled` when the tenant asked for it, with another reason when the lease
   * was lost, the deadline is over, or the worker stops. Give it to whatever takes one.
   */
  readonly signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #told: () => void;
  #news: News = {};
  #cancelRequested = false;
  #checkpoint: unknown;

  constructor(job: ClaimedJob, told: () => void) {
    this.job = job;
    this.signal = this.#stop.signal;
    this.#told = told;
    const kept = job.custom?.["checkpoint"];
    this.#checkpoint = Array.isArray(kept) ? kept[0] : undefined;
    if (job.cancel_requested) this.requestCancel();
  }

  get attempt(): number {
    return this.job.attempt;
  }

  /** When the job ends as failed, whatever its worker says. */
  get deadline(): Date {
    return new Date(this.job.deadline_time);
  }

  /** Whether the tenant has asked to cancel. */
  get cancelRequested(): boolean {
    return this.#cancelRequested;
  }

  /** W3C trace context of whoever started the job; `fetch` of this context sends it on. */
  get traceparent(): string | undefined {
    return this.job.traceparent ?? undefined;
  }

  /** Tell the tenant how far it is: members that are given replace, null removes. A number is the percentage. */
  progress(progress: number | Progress): void {
    const given = typeof progress === "number" ? { percent: progress } : progress;
    checkSendable(given);
    this.#news = { ...this.#news, progress: { ...this.#news.progress, ...given } };
    this.#told();
  }

  /** Tell the tenant anything else, merged into what was there (RFC 7396); it may have 4 KiB. */
  custom(patch: Members): void {
    checkSendable(patch);
    this.#news = { ...this.#news, custom: merge(this.#news.custom ?? {}, patch) };
    this.#told();
  }

  /**
   * What was assigned last, by this attempt or one before; undefined at first. Assign anew, do not change it in place.
   *
   * It lies in `metadata.custom.checkpoint`, where the tenant can read it, and shares its 4 KiB; in a list of one,
   * since objects there are merged and lists are replaced.
   */
  get checkpoint(): unknown {
    return this.#checkpoint;
  }

  set checkpoint(value: unknown) {
    this.#checkpoint = value;
    this.custom({ checkpoint: value === undefined || value === null ? null : [value] });
  }

  /** `fetch` that passes the trace on and is broken off with the work. */
  fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
    if (this.traceparent !== undefined && !headers.has("traceparent")) headers.set("traceparent", this.traceparent);
    const signal = init.signal ? AbortSignal.any([init.signal, this.signal]) : this.signal;
    return fetch(input, { ...init, headers, signal });
  }

  /** Throws the reason where the work shall stop: for long computations, beside an `await` that lets heartbeats leave. */
  throwIfStopped(): void {
    this.signal.throwIfAborted();
  }

  /** For the worker: the tenant has asked to cancel. */
  requestCancel(): void {
    this.#cancelRequested = true;
    this.stop(new Cancelled());
  }

  /** For the worker: the work shall stop; the first reason stands. */
  stop(reason: Error): void {
    this.#stop.abort(reason);
  }

  /** For the worker: whether something is to be told. */
  get hasNews(): boolean {
    return this.#news.progress !== undefined || this.#news.custom !== undefined;
  }

  /** For the worker: what is to be told, once. */
  takeNews(): News {
    const news = this.#news;
    this.#news = {};
    return news;
  }

  /** For the worker: news that did not arrive; what was said since stands above it. */
  returnNews(news: News): void {
    const { progress, custom } = news;
    const since = this.#news;
    this.#news = {
      ...(progress || since.progress ? { progress: { ...progress, ...since.progress } } : {}),
      ...(custom || since.custom ? { custom: merge(custom ?? {}, since.custom ?? {}) } : {}),
    };
  }
}

/** Throws where a heartbeat could not carry it: the handler hears it, and the heartbeats of other jobs are not held up. */
function checkSendable(news: object): void {
  if (stringify(news).length > MOST_NEWS_CHARACTERS) throw new RangeError("`custom` may have 4 KiB");
}

/** Two merge patches as one: nulls stay, since they remove something from what the service has. */
function merge(first: Members, then: Members): Members {
  const merged: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(then)) {
    const before = merged[name];
    merged[name] = isMembers(value) && isMembers(before) ? merge(before, value) : value;
  }
  return merged;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
