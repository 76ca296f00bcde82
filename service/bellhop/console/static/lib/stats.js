// The hours of a day from a tenant's counts, which leave out those in which nothing happened.

const HOUR = 3_600_000;
const numberOrNull = (value) => (value === undefined ? null : Number(value));

/** The last 24 hours, oldest first. */
export function lastDay(rows, now) {
  const first = Math.floor(now / HOUR) * HOUR - 23 * HOUR;
  const hours = Array.from({ length: 24 }, (_, index) => ({
    hour: new Date(first + index * HOUR).toISOString(), delivered: 0, failed: 0, dead: 0, p50: null, p95: null,
  }));
  for (const row of rows) {
    const hour = hours[Math.round((Date.parse(row.hour) - first) / HOUR)];
    if (!hour) continue;
    Object.assign(hour, { delivered: Number(row.delivered), failed: Number(row.failed), dead: Number(row.dead) });
    Object.assign(hour, { p50: numberOrNull(row.p50_ms), p95: numberOrNull(row.p95_ms) });
  }
  return hours;
}
