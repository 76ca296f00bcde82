// One store per page: what was read, what went wrong, and a loop that reads it again while the page is seen.
import { NoContact } from "./api.js";
import { useEffect, useMemo, useState } from "./html.js";
import { sleep, turn } from "./pace.js";

const LONGEST_PAUSE = 30_000;
const FOR_EVER = 2 ** 31 - 1; // the longest that a timer of a browser takes: 24 days

export class Store {
  /**
   * @param {(signal: AbortSignal, before: any) => Promise<any>} load reads everything that the page shows
   * @param {{every?: number, until?: (data: any) => boolean}} [options] milliseconds between two readings (0: read
   *   once), and when nothing can change any more
   */
  constructor(load, { every = 2000, until = () => false } = {}) {
    this.load = load;
    this.every = every;
    this.until = until;
    this.data = null;
    this.error = null;
    this.time = null;
    this.watchers = new Set();
    this.ending = new AbortController();
    this.nudge = () => {};
  }

  /** Read now and go on reading; `stop` ends it. */
  start() {
    this.run();
    return () => this.stop();
  }

  stop() {
    this.ending.abort();
  }

  async run() {
    const { signal } = this.ending;
    let failures = 0;
    await this.read(signal);
    while (!signal.aborted && (this.every || this.error instanceof NoContact)) {
      failures = this.error instanceof NoContact ? failures + 1 : 0;
      const isStill = !failures && (this.error || this.until(this.data)); // nothing changes by itself
      const pause = failures ? Math.min(LONGEST_PAUSE, 1000 * 2 ** (failures - 1)) : this.every - 1000;
      const waiting = new AbortController();
      this.nudge = () => waiting.abort();
      signal.addEventListener("abort", this.nudge, { once: true });
      await sleep(isStill ? FOR_EVER : Math.max(0, pause), waiting.signal);
      signal.removeEventListener("abort", this.nudge);
      if (waiting.signal.aborted) continue; // something is known by now that was not: look at it again
      await turn(signal);
      if (!signal.aborted) await this.read(signal);
    }
  }

  async read(signal) {
    try {
      const data = await this.load(signal, this.data);
      if (signal.aborted) return;
      this.data = data;
      this.error = null;
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
    }
    this.time = Date.now();
    this.tell();
  }

  /** Read again at once: somebody asked, or has just changed something. */
  async refresh() {
    if (!this.ending.signal.aborted) await this.read(this.ending.signal);
    this.nudge();
  }

  /** Put in what an answer to a change has told already. */
  set(data) {
    this.data = data;
    this.tell();
    this.nudge();
  }

  tell() {
    this.watchers.forEach((each) => each());
  }

  watch(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

/** Show again whenever something with `watch` says that it has changed. */
export function useWatch(source) {
  const [, again] = useState(0);
  useEffect(() => source.watch(() => again((count) => count + 1)), [source]);
}

/**
 * A store for as long as a part is shown; another one when `about` changes.
 * @template {Store} S
 * @param {() => S} make
 * @returns {S}
 */
export function useRunning(make, about) {
  const store = useMemo(make, about);
  useWatch(store);
  useEffect(() => {
    const stop = store.start();
    const refresh = () => store.refresh();
    document.addEventListener("bellhop:refresh", refresh);
    return () => {
      document.removeEventListener("bellhop:refresh", refresh);
      stop();
    };
  }, [store]);
  return store;
}

/** The same for what one function reads. */
export const useStore = (load, about, options) => useRunning(() => new Store(load, options), about);
