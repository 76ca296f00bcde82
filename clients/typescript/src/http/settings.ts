/** What a client and a worker are told: what cannot work is refused when they are made. */

import type { Decimals } from "../json.ts";

const MOST_LEASE_SECONDS = 86_400; // what the service takes

/** The key without white space around it; throws for what no header could carry, without repeating it. */
export function keyOf(given: string): string {
  const key = given.trim();
  if (/^[\x21-\x7e]*$/.test(key)) return key;
  throw new TypeError("`key` is one word of printable ASCII, such as `bh_tenant_…`; this one is not");
}

/**
 * The URL without white space around it and slashes at its end.
 *
 * Throws for what is no address of a Bellhop, without repeating it: it may be a key in the wrong place.
 */
export function urlOf(given: string): string {
  const url = String(given).trim();
  if (!isAddress(url)) {
    throw new TypeError(
      "`url` has http:// or https://, a host and maybe a port and a path, such as `https://bellhop.example.com`; this one " +
        "is not so (no user, no `?` and no `#`: the key is given by itself)",
    );
  }
  return url.replace(/\/+$/, "");
}

function isAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s?#]+$/i.test(text)) return false;
  try {
    return new URL(text).username === "";
  } catch {
    return false;
  }
}

/** What becomes of decimals; throws for another word, which would be read as `double`. */
export function decimalsOf(given: Decimals = "double"): Decimals {
  if (given === "double" || given === "exact") return given;
  throw new TypeError(`\`decimals\` is "double" or "exact", not ${JSON.stringify(given)}`);
}

/** How many jobs at a time; throws for a number with which none would ever be done. */
export function concurrencyOf(given: number): number {
  if (Number.isSafeInteger(given) && given >= 1) return given;
  throw new RangeError(`\`concurrency\` is how many jobs run at a time: a whole number from 1, not ${given}`);
}

/** For how long a job is leased; throws for what the service would refuse. */
export function leaseSecondsOf(given: number): number {
  if (Number.isInteger(given) && given >= 1 && given <= MOST_LEASE_SECONDS) return given;
  throw new RangeError(`\`leaseSeconds\` is a whole number from 1 to ${MOST_LEASE_SECONDS} (a day), not ${given}`);
}
