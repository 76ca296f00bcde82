// What a receiver does with one callback, whatever framework brings it: verify, remember, answer, then work.
import { isGenuine } from "./verify.mjs";

const MOST_REMEMBERED = 100_000;
const seen = new Set(); // keep the ids in your database, written in the transaction of what you do

/** The status to answer at once; `work` is called afterwards with the event, once for each callback. */
export function receive(body, headers, secrets, work) {
  if (!isGenuine(body, headers, secrets)) return 401;
  const id = headers["webhook-id"];
  if (seen.has(id)) return 204;
  const event = read(body);
  if (event === undefined) return 422;
  seen.add(id);
  if (seen.size > MOST_REMEMBERED) seen.delete(seen.values().next().value);
  setImmediate(async () => {
    try {
      await work(event);
    } catch (error) {
      console.error(id, error); // thrown further it would end the process, after the callback was answered
    }
  });
  return 204;
}

/** The event of a genuine body; undefined for a body of another form, such as a template or the data alone. */
function read(body) {
  try {
    const event = JSON.parse(body.toString("utf8"));
    return typeof event.type === "string" && isObject(event.data) ? event : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the callback is for. */
export function work(event) {
  console.log(...(event.data.job_id ? [event.data.job_id, event.data.status] : [event.type]));
}
