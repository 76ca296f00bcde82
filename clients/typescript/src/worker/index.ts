export { Context, type Progress } from "./context.ts";
export type { Handler, HandlerOptions } from "./handler.ts";
export { DeadlineExceeded, LeaseLost } from "./held.ts";
export type { Log, WorkerEvent } from "./log.ts";
export { Cancelled, Fail, Retry, type Outcome, type Reason } from "./outcome.ts";
export { stopOnSignals } from "./signals.ts";
export { Stopping, Worker, type WorkerOptions } from "./worker.ts";
