/** What Bellhop sends, told apart by `type`. */

import type { components } from "../schema.ts";

type Schemas = components["schemas"];

/** An operation has ended. */
export interface OperationEvent<Type extends string = "operation.succeeded" | "operation.failed" | "operation.cancelled"> {
  readonly type: Type;
  readonly timestamp: string;
  readonly data: Schemas["Operation"] & { readonly event_id: string; readonly omitted?: readonly string[] };
}

/** Anything else that Bellhop or the operator tells. */
export interface OtherEvent {
  readonly type: string & {};
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type WebhookEvent = OperationEvent | OtherEvent;
