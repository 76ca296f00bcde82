// Moments and durations in words. "Now" is the server's: each answer tells how far this machine's clock is off.

let ahead = 0;

/** Learn the difference from the `Date` of an answer. */
export function learn(header) {
  const said = Date.parse(header ?? "");
  if (!Number.isNaN(said)) ahead = said + 500 - Date.now(); // its seconds are whole: half of one on average
}

export const now = () => Date.now() + (Math.abs(ahead) > 2000 ? ahead : 0);

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000]];

/** A span of milliseconds as people say it: "3 min", "2 d"; never negative. */
export function span(milliseconds) {
  const [unit, size] = UNITS.find(([, each]) => milliseconds >= each) ?? ["s", 1000];
  return `${Math.max(0, Math.floor(milliseconds / size))} ${unit}`;
}

/** "3 min ago", "in 4 h", "just now". */
export function ago(text, from = now()) {
  const away = Date.parse(text) - from;
  if (Number.isNaN(away)) return "";
  if (Math.abs(away) < 1500) return "just now";
  return away < 0 ? `${span(-away)} ago` : `in ${span(away)}`;
}

/** The moment in the reader's own zone, to the second. */
export function local(text) {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return "";
  const two = (number) => String(number).padStart(2, "0");
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
}

/** Seconds as a setting reads: "15 s", "5 d". */
export const seconds = (count) => span(Number(count) * 1000);

/** Milliseconds of a measurement: "0.42 ms", "83 ms", "1.24 s". */
export function measured(milliseconds) {
  const value = Number(milliseconds);
  if (value < 0.005) return "0 ms";
  if (value < 10) return `${value.toFixed(2)} ms`;
  if (value < 1000) return `${value.toFixed(0)} ms`;
  return `${(value / 1000).toFixed(2)} s`;
}

/** The moment so many milliseconds ago, as the API writes moments. */
export const before = (milliseconds) => new Date(now() - milliseconds).toISOString();
