/** Ending by signal, where the runtime has signals (Node, Bun, Deno); elsewhere nothing happens. */

import type { Worker } from "./worker.ts";

interface Signalled {
  on(name: string, listener: () => void): unknown;
  off(name: string, listener: () => void): unknown;
}

/** Let these signals stop the worker; returns what undoes that. */
export function stopOnSignals(worker: Worker, names: readonly string[] = ["SIGTERM", "SIGINT"]): () => void {
  const { process } = globalThis as { process?: Partial<Signalled> };
  if (typeof process?.on !== "function") return () => undefined;
  const stop = (): void => worker.stop();
  for (const name of names) process.on(name, stop);
  return () => names.forEach((name) => process.off?.(name, stop));
}
