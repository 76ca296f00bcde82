// A list that follows what happens: its head is read again and again, further pages when one scrolls to them, and the
// rows on the screen when they are below the head.
import { get, withQuery } from "./api.js";
import { Store, useRunning } from "./store.js";

const PAGE = 100;
export const MOST_ROWS = 10_000;

/** @typedef {{rows: any[], token: string | null, fresh: any[]}} Listed rows newest first; `fresh` wait to be shown */

class ListStore extends Store {
  /**
   * @param {string} path of the collection
   * @param {{filter?: string, every?: number, time?: string | null, query?: object}} [options] `time` is the field of a
   *   row that tells when it was made and that a filter may ask for; null where a filter cannot
   */
  constructor(path, { filter = "", every = 2000, time = "createdTime", query = {} } = {}) {
    super((signal, before) => this.follow(signal, before), { every });
    this.path = path;
    this.filter = filter;
    this.time = time;
    this.query = query;
    this.seen = [0, 0];
    this.beats = 0;
    this.fetching = null;
  }

  page(more, signal) {
    return get(withQuery(this.path, { max_page_size: PAGE, filter: this.filter, ...this.query, ...more }), { signal });
  }

  async follow(signal, before) {
    if (before && before.rows.length > PAGE && this.seen[0] >= PAGE && this.time && this.beats++ % 2) {
      return this.lookAtSeen(signal, before);
    }
    const head = await this.page({}, signal);
    return merged(this.data ?? before, head, scrollY > 240);
  }

  /** Read the rows on the screen again: they lie below the head. */
  async lookAtSeen(signal, before) {
    const rows = before.rows.slice(...this.seen);
    const [newest, oldest] = [rows[0]?.[this.time], rows.at(-1)?.[this.time]];
    if (!newest) return before;
    const range = `${this.time} >= timestamp("${oldest}") && ${this.time} <= timestamp("${newest}")`;
    const answer = await this.page({ filter: this.filter ? `(${this.filter}) && ${range}` : range }, signal);
    const found = new Map(answer.results.map((row) => [row.id, row]));
    const now = this.data ?? before;
    return { ...now, rows: now.rows.map((row) => found.get(row.id) ?? row) };
  }

  /** Read the next page, once, when the end of the list comes near. */
  async more() {
    if (!this.data?.token || this.fetching || this.data.rows.length >= MOST_ROWS) return;
    this.fetching = this.page({ page_token: this.data.token, max_page_size: 200 }, this.ending.signal);
    try {
      const answer = await this.fetching;
      const known = new Set(this.data.rows.map((row) => row.id));
      const rows = [...this.data.rows, ...answer.results.filter((row) => !known.has(row.id))];
      this.data = { ...this.data, rows, token: answer.next_page_token ?? null };
    } catch (error) {
      if (!this.ending.signal.aborted) this.error = error;
    }
    this.fetching = null;
    this.tell();
  }

  /** Show the rows that have come while the reader was further down. */
  showFresh() {
    scrollTo(0, 0);
    this.data = { ...this.data, rows: [...this.data.fresh, ...this.data.rows], fresh: [] };
    this.tell();
  }
}

/** The list with its head as it is now; rows that are new wait when the reader is further down. */
function merged(before, head, hold) {
  const rows = head.results;
  const token = head.next_page_token ?? null;
  if (!before) return { rows, token, fresh: [] };
  const now = new Map(rows.map((row) => [row.id, row]));
  const known = new Set([...before.rows, ...before.fresh].map((row) => row.id));
  const last = rows.findLast((row) => known.has(row.id));
  if (!last && token && !hold) return { rows, token, fresh: [] }; // so much is new that nothing is known of what lies between
  const kept = (list) => {
    const end = last ? list.findIndex((row) => row.id === last.id) : -1;
    return list.filter((row, index) => now.has(row.id) || (token && (index > end || end < 0))).map((row) => now.get(row.id) ?? row);
  };
  const waiting = kept(before.fresh);
  const shown = kept(before.rows);
  const fresh = rows.filter((row) => !known.has(row.id));
  const rest = shown.length > rows.length ? before.token : token;
  if (hold) return { rows: shown, token: rest, fresh: [...fresh, ...waiting] };
  return { rows: [...fresh, ...waiting, ...shown], token: rest, fresh: [] };
}

/** The list of a collection for as long as it is shown. */
export const useList = (path, filter = "", options = {}) =>
  useRunning(() => new ListStore(path, { filter, ...options }), [path, filter]);

/** Every row of a short collection. */
export async function all(path, signal, query = {}) {
  const rows = [];
  let token;
  do {
    const answer = await get(withQuery(path, { max_page_size: 1000, page_token: token, ...query }), { signal });
    rows.push(...answer.results);
    token = answer.next_page_token;
  } while (token && rows.length < MOST_ROWS);
  return rows;
}
