export type { PublishedEvent, WebhookEvent } from "./events.ts";
export { MemoryGuard, type ReplayGuard } from "./guard.ts";
export { receiver, type ReceiverOptions } from "./receiver.ts";
export { NotAnEventError, unwrap, type Unwrapped, type UnwrapOptions } from "./unwrap.ts";
export { VerificationError, verify, type Reason, type Verified, type VerifyOptions } from "./verify.ts";
