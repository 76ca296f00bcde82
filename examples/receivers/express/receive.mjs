// What a receiver does with one callback, whatever framework brings it: verify, remember, answer, then work.
import { isGenuine } from "./verify.mjs";

const MOST_REMEMBERED = 100_000;
const seen = new Set(); // keep the ids in your database, written in the transaction of what you do

/** The status to answer at once; `work` is called afterwards with the event, once for each callback. */
export function receive(body, headers, secrets, work) {
  if (!isGenuine(body, headers, secrets)) return 401;
  const id = headers["webhook-id"];
  if (seen.has(id)) return 204;
  const event = JSON.parse(body.toString("utf8"));
  seen.add(id);
  if (seen.size > MOST_REMEMBERED) seen.delete(seen.values().next().value);
  setImmediate(() => work(event));
  return 204;
}

/** What the callback is for. */
export function work(event) {
  console.log(...(event.data.job_id ? [event.data.job_id, event.data.status] : [event.type]));
}
