/** A receiver for every runtime that answers a `Request` with a `Response`: workers, Deno, Bun, Next.js, Hono. */

import { NotAnEventError, unwrap, type UnwrapOptions, type Unwrapped } from "./unwrap.ts";
import { VerificationError } from "./verify.ts";

export interface ReceiverOptions extends UnwrapOptions {
  readonly secrets: string | readonly string[];
  /** Takes a genuine callback that comes for the first time. Be quick: Bellhop waits 15 seconds unless told otherwise. */
  readonly handle: (callback: Unwrapped) => unknown;
  /** Hears why a callback was refused or its handling failed. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers 204 for what was handled or has been before, 401 for what is not genuine, 400 for a body that is no event, and
 * 500 where handling failed; then the guard forgets the id, and the retry is handled.
 */
export function receiver(options: ReceiverOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    let callback: Unwrapped;
    try {
      callback = await unwrap(await request.arrayBuffer(), request.headers, options.secrets, options);
    } catch (error) {
      options.onError?.(error);
      return new Response(null, { status: statusOf(error) });
    }
    if (!callback.first) return new Response(null, { status: 204 });
    try {
      await options.handle(callback);
    } catch (error) {
      await options.guard?.forget(callback.id);
      options.onError?.(error);
      return new Response(null, { status: 500 });
    }
    return new Response(null, { status: 204 });
  };
}

function statusOf(error: unknown): number {
  if (error instanceof VerificationError && error.reason !== "bad-secret") return 401;
  return error instanceof NotAnEventError ? 400 : 500; // a bad secret is the receiver's own mistake
}
