/** A clock for leases: it only goes forward, also while the process is stopped or the machine sleeps. */

export type Clock = () => number;

/**
 * Seconds since it was made.
 *
 * `performance.now()` stands still while some machines sleep, and `Date.now()` can be set. The one that went further
 * counts: a clock that was set forward ends leases too early, which costs a retry, and never too late.
 */
export function leaseClock(monotonic = () => performance.now(), wall = () => Date.now()): Clock {
  let [lastMonotonic, lastWall, passed] = [monotonic(), wall(), 0];
  return () => {
    const [nowMonotonic, nowWall] = [monotonic(), wall()];
    passed += Math.max(nowMonotonic - lastMonotonic, nowWall - lastWall, 0);
    [lastMonotonic, lastWall] = [nowMonotonic, nowWall];
    return passed / 1000;
  };
}
