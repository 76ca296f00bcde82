/** Your functions: how they are declared, and how one attempt of one is carried out. */

import type { Context } from "./context.ts";
import { BadInput, outcomeOfError, outcomeOfReturn, type Outcome } from "./outcome.ts";

/** Does one job: what it returns is the result; see `Fail`, `Retry` and `Cancelled` for what it may throw. */
export type Handler<Input = Record<string, unknown>> = (input: Input, context: Context) => unknown;

export interface HandlerOptions<Input = Record<string, unknown>> {
  readonly handle: Handler<Input>;
  /** Jobs of this action at a time. */
  readonly concurrency?: number;
  /** Makes the declared input of what came, or throws: `Schema.parse` of any library. What it refuses ends as failed. */
  readonly input?: (given: unknown) => Input;
}

interface Declared {
  readonly handle: Handler<any>;
  readonly input: (given: unknown) => unknown;
  readonly concurrency: number;
}

/** A handler with everything that it may leave out. */
export function declared(given: Handler<any> | HandlerOptions<any> | undefined, concurrency = 4): Declared {
  if (given === undefined) throw new TypeError("there is no handler for this action");
  const options = typeof given === "function" ? { handle: given } : given;
  return { input: (value) => value, concurrency, ...options };
}

/** Carry out one attempt; whatever happens is an outcome. */
export async function attempt(
  handle: Handler<unknown>,
  input: (given: unknown) => unknown,
  context: Context,
): Promise<Outcome> {
  try {
    return outcomeOfReturn(await handle(readInput(input, context.job.input), context));
  } catch (error) {
    return outcomeOfError(error, context.cancelRequested);
  }
}

function readInput(input: (given: unknown) => unknown, given: unknown): unknown {
  try {
    return input(given);
  } catch (error) {
    throw new BadInput(error);
  }
}
