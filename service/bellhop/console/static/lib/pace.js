// How often the console asks by itself: one request a second at most, however many parts of a page are live, and none
// while nobody looks.

const PAUSE = 1000;
let next = 0;

/** Resolves when it is this caller's turn to ask: the page is seen, and a second has passed since the last turn. */
export async function turn(signal) {
  await seen(signal);
  const at = Math.max(next, Date.now());
  next = at + PAUSE;
  await sleep(at - Date.now(), signal);
  await seen(signal);
}

/** Resolves after so many milliseconds; at once when `signal` says that nobody waits any more. */
export function sleep(milliseconds, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}

function seen(signal) {
  if (!document.hidden || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !signal?.aborted) return;
      document.removeEventListener("visibilitychange", look);
      signal?.removeEventListener("abort", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    signal?.addEventListener("abort", look);
  });
}
