/** Bellhop for TypeScript: a client, the unwrapping of callbacks, and a worker (`bellhop-client/worker`). */

export { Bellhop, type ClientOptions, type RunOptions } from "./client.ts";
export type { AnswerOf, BodyOf, QueryOf, RequestOf, RouteName } from "./http/routes.ts";
export { ExactNumber, parse, stringify, type Decimals } from "./json.ts";
export type * from "./models.ts";
export { List, type Page } from "./pages.ts";
export * from "./problems.ts";
export { OperationCancelledError, OperationEndedError, OperationFailedError, Run, type WaitOptions } from "./run.ts";
export type { components, paths } from "./schema.ts";
export * from "./webhooks/index.ts";
