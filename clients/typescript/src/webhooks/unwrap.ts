/** From a callback's bytes to a typed event: verified first, parsed after. */

import { parse, type Decimals } from "../json.ts";
import { BellhopError } from "../problems.ts";
import type { PublishedEvent, WebhookEvent } from "./events.ts";
import type { ReplayGuard } from "./guard.ts";
import { bytesOf, verify, type Body, type HeaderSource, type Verified, type VerifyOptions } from "./verify.ts";

export interface UnwrapOptions extends VerifyOptions {
  /** Remembers what has been taken; without one every callback is `first`. */
  readonly guard?: ReplayGuard;
  /** What becomes of a decimal with more digits than a double has; integers always keep theirs. */
  readonly decimals?: Decimals;
}

/** A genuine callback; name the operator's own types that it may have. */
export interface Unwrapped<Published extends PublishedEvent<string, unknown> = never> extends Verified {
  readonly event: WebhookEvent<Published>;
  /** False where the guard has seen it before: answer 2xx and do nothing. */
  readonly first: boolean;
}

/** The callback is genuine but its body is not an event: the subscription's payload is of another form. */
export class NotAnEventError extends BellhopError {}

/** Verify a callback and read it; throws `VerificationError` where it is not genuine. Numbers keep their digits. */
export async function unwrap<Published extends PublishedEvent<string, unknown> = never>(
  body: Body,
  headers: HeaderSource,
  secrets: string | readonly string[],
  options: UnwrapOptions = {},
): Promise<Unwrapped<Published>> {
  const verified = await verify(body, headers, secrets, options);
  const event = readEvent(bytesOf(body), options.decimals) as WebhookEvent<Published>; // before the guard: what cannot be read is not taken
  const first = (await options.guard?.take(verified.id)) ?? true;
  return { ...verified, event, first };
}

function readEvent(body: Uint8Array, decimals?: Decimals): object {
  let value: unknown;
  try {
    value = parse(new TextDecoder("utf-8", { fatal: true }).decode(body), decimals);
  } catch (error) {
    throw new NotAnEventError("the body is not JSON in UTF-8", { cause: error });
  }
  if (typeof value !== "object" || value === null || typeof (value as { type?: unknown }).type !== "string") {
    throw new NotAnEventError("the body is not an object with a `type`: `verify` checks payloads of other forms");
  }
  return value;
}
