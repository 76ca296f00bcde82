/** What Bellhop sends, told apart by `type`: made from the `webhooks` of the OpenAPI description. */

import type { components, webhooks } from "../schema.ts";

type BodyOf<Item> = Item extends { post: { requestBody: { content: { "application/json": infer Body } } } } ? Body : never;

type Own = { [Type in keyof webhooks]: BodyOf<webhooks[Type]> }[Exclude<keyof webhooks, "published">];

/** An event of the operator's own types, which Bellhop cannot know: `PublishedEvent<"design.created", { id: string }>`. */
export interface PublishedEvent<Type extends string = string, Data = components["schemas"]["PublishedEvent"]["data"]> {
  readonly type: Type;
  readonly timestamp: string;
  readonly data: Data;
}

/**
 * Every type that Bellhop sends by itself, and those of the operator's that are named.
 *
 * A callback may have another type for all that: let a `switch` have its `default`.
 */
export type WebhookEvent<Published extends PublishedEvent<string, unknown> = never> = Own | Published;
