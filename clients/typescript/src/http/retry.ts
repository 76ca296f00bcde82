/** When a request is sent again, and after how long: rules without I/O, checked against clients/conformance. */

/** How often one request is sent at most. */
export const ATTEMPTS = 5;

const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 20;
const LONGEST_RETRY_AFTER_SECONDS = 60;

export type Verdict = "answer" | "raise" | "retry";

/** What went wrong on the way: `unsent` never left, of `broken` nobody knows whether it arrived, `untrusted` is TLS. */
export type Fault = "unsent" | "broken" | "untrusted";

const MAY_HAVE_ARRIVED = new Set([408, 500, 502, 503, 504]);
const WAS_NOT_CARRIED_OUT = new Set([425, 429]);

/** What to do with an answer; a request is `repeatable` when doing it twice is doing it once. */
export function verdictOfStatus(status: number, code: string | undefined, repeatable: boolean): Verdict {
  if (status >= 200 && status < 300) return "answer";
  if (code === "limit-exceeded") return "raise"; // ends when the caller does something, not after a pause
  if (WAS_NOT_CARRIED_OUT.has(status)) return "retry";
  const again = MAY_HAVE_ARRIVED.has(status) || code === "idempotency-key-in-flight";
  return again && repeatable ? "retry" : "raise";
}

/** What to do after a fault of the way. */
export function verdictOfFault(fault: Fault, repeatable: boolean): Verdict {
  if (fault === "untrusted") return "raise";
  return fault === "unsent" || repeatable ? "retry" : "raise";
}

/** Seconds before retry number `retry` (the first is 1): doubling to a cap, of which up to half is left out at random. */
export function pauseSeconds(retry: number, random: number): number {
  const most = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(retry - 1, 30));
  return (most * (1 + random)) / 2;
}

/** Seconds that a `Retry-After` asks for: a number or a date (RFC 9110 §10.2.3); undefined where it is neither. */
export function retryAfterSeconds(value: string | null, now: Date): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const ahead = (Date.parse(text) - now.getTime()) / 1000;
  return Number.isNaN(ahead) ? undefined : Math.max(0, ahead);
}

/** Whether the service asks for more patience than a request has. */
export function isTooLong(seconds: number): boolean {
  return seconds > LONGEST_RETRY_AFTER_SECONDS;
}
