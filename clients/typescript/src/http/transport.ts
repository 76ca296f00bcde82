/** Requests over `fetch`: one try, and as many as it takes. */

import { parse, stringify, type Decimals } from "../json.ts";
import { BellhopError, ConnectionError, problemOf, TimeoutError } from "../problems.ts";
import { faultOf } from "./faults.ts";
import { ATTEMPTS, isTooLong, pauseSeconds, retryAfterSeconds, verdictOfFault, verdictOfStatus } from "./retry.ts";
import { decimalsOf, keyOf, urlOf } from "./settings.ts";
import { sleep } from "./time.ts";

export interface TransportOptions {
  /** Where Bellhop is, such as `https://bellhop.example.com`. */
  readonly url: string;
  /** `bh_…`; white space around it, as files have, is no part of it. */
  readonly key: string;
  /** Another `fetch`: for a proxy, a test, a trace. */
  readonly fetch?: typeof fetch;
  /** How often one request is sent at most; 5 unless given. */
  readonly attempts?: number;
  /** How long one try may take, in seconds; 30 unless given. What the service waits on purpose comes on top. */
  readonly timeoutSeconds?: number;
  /** What becomes of a decimal with more digits than a double has; integers always keep theirs. */
  readonly decimals?: Decimals;
  readonly random?: () => number;
  readonly sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface Outgoing {
  readonly method: string;
  /** With its query, percent-encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** The body as JSON already. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Doing it twice is doing it once. */
  readonly repeatable: boolean;
  readonly timeoutSeconds?: number | undefined;
  /** How long the service waits on purpose: a try may take that much longer. */
  readonly waitSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A success. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** One try ended without a success: the error, and whether the same request should be sent again after a pause. */
export class FailedTry extends Error {
  readonly error: BellhopError;
  readonly again: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(error: BellhopError, again: boolean, retryAfter?: number) {
    super(error.message);
    this.error = error;
    this.again = again;
    this.retryAfterSeconds = retryAfter;
  }
}

export class Transport {
  readonly #url: string;
  readonly #key: string;
  readonly #fetch: typeof fetch;
  readonly #attempts: number;
  readonly #timeoutSeconds: number;
  readonly #decimals: Decimals;
  readonly #random: () => number;
  readonly #sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;

  constructor(options: TransportOptions) {
    this.#url = urlOf(options.url);
    this.#key = keyOf(options.key);
    this.#fetch = options.fetch ?? ((...given) => fetch(...given));
    this.#attempts = options.attempts ?? ATTEMPTS;
    this.#timeoutSeconds = options.timeoutSeconds ?? 30;
    this.#decimals = decimalsOf(options.decimals);
    this.#random = options.random ?? Math.random;
    this.#sleep = options.sleep ?? sleep;
  }

  /** The answer of the first try that succeeds; throws the error of the last one. */
  async send(request: Outgoing): Promise<Answer> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.once(request);
      } catch (failed) {
        if (!(failed instanceof FailedTry)) throw failed;
        const asked = failed.retryAfterSeconds;
        const isOver = !failed.again || tried >= this.#attempts || (asked !== undefined && isTooLong(asked));
        if (isOver) throw failed.error;
        await this.#sleep(this.pauseSeconds(tried, asked), request.signal);
      }
    }
  }

  /** How long to wait after so many tries, of which the last one was answered with this `Retry-After`. */
  pauseSeconds(tried: number, retryAfter = 0): number {
    return Math.max(retryAfter, pauseSeconds(tried, this.#random()));
  }

  /** One try; throws `FailedTry`, or the reason of the caller's own signal. */
  async once(request: Outgoing): Promise<Answer> {
    const seconds = (request.timeoutSeconds ?? this.#timeoutSeconds) + (request.waitSeconds ?? 0);
    const deadline = AbortSignal.timeout(Math.ceil(seconds * 1000));
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    const init = this.#init(request, signal); // outside of `try`: an input that is no JSON is the caller's mistake
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(this.#url + request.path, init);
      text = await response.text();
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      throw this.#fault(error, deadline.aborted, request);
    }
    return judge(response, text, request.repeatable, this.#decimals);
  }

  #init(request: Outgoing, signal: AbortSignal): RequestInit {
    const headers = new Headers({ Accept: "application/json", Authorization: `Bearer ${this.#key}` });
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      if (value !== undefined) headers.set(name, value);
    }
    // A redirect is never followed: it could carry the key elsewhere.
    const init: RequestInit = { method: request.method, headers, signal, redirect: "manual" };
    const text = request.body === undefined ? request.text : stringify(request.body);
    if (text === undefined) return init;
    if (!headers.has("Content-Type")) headers.set("Content-Type", "application/json");
    return { ...init, body: text };
  }

  #fault(error: unknown, timedOut: boolean, request: Outgoing): FailedTry {
    const told = `${request.method} ${request.path}`;
    if (timedOut) {
      const again = verdictOfFault("broken", request.repeatable) === "retry";
      return new FailedTry(new TimeoutError(`${told}: no answer in time`, { cause: error }), again);
    }
    const again = verdictOfFault(faultOf(error), request.repeatable) === "retry";
    return new FailedTry(new ConnectionError(`${told}: ${reasonOf(error)}`, { cause: error }), again);
  }
}

function judge(response: Response, text: string, repeatable: boolean, decimals: Decimals): Answer {
  const { status, headers } = response;
  if (status >= 200 && status < 300) {
    try {
      return { status, headers, body: text === "" ? undefined : parse(text, decimals) };
    } catch (error) {
      throw new FailedTry(new BellhopError("a success whose body is no JSON: is this Bellhop?", { cause: error }), false);
    }
  }
  const problem = problemOf(status, headers, text);
  const again = verdictOfStatus(status, problem.code, repeatable) === "retry";
  throw new FailedTry(problem, again, retryAfterSeconds(headers.get("Retry-After"), new Date()));
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
