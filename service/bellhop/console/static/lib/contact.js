// Whether the service can be reached: said once at the top of the page, not in every part of it.

const watchers = new Set();
let lostSince = null;

export const contact = {
  /** When the contact was lost (milliseconds), or null. */
  get lostSince() {
    return lostSince;
  },
  lose() {
    if (lostSince !== null) return;
    lostSince = Date.now();
    watchers.forEach((each) => each());
  },
  find() {
    if (lostSince === null) return;
    lostSince = null;
    watchers.forEach((each) => each());
  },
  watch(watcher) {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};
