/** What a rejected `fetch` means: every runtime words it differently, and only Node and Bun have codes. */

import type { Fault } from "./retry.ts";

const UNSENT_CODES = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused", // Bun
  "FailedToOpenSocket",
]);
const UNSENT_WORDS = /dns error|failed to lookup address|connection refused/i; // Deno
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|invalid peer certificate/;

/** Of what is not recognised nobody knows whether it arrived. */
export function faultOf(error: unknown): Fault {
  for (const each of chain(error)) {
    const code = String(each.code ?? "");
    const words = `${code} ${each.message ?? ""}`;
    if (UNSENT_CODES.has(code) || UNSENT_WORDS.test(words)) return "unsent";
    if (UNTRUSTED.test(words)) return "untrusted";
  }
  return "broken";
}

interface Said {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** The error, its causes, and the errors of a host with several addresses. */
function* chain(error: unknown, depth = 0): Generator<Said> {
  if (typeof error !== "object" || error === null || depth > 8) return;
  const said = error as Said;
  yield said;
  yield* chain(said.cause, depth + 1);
  for (const each of Array.isArray(said.errors) ? said.errors : []) yield* chain(each, depth + 1);
}
