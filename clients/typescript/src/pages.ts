/** Lists: item by item, or page by page. */

import { BellhopError } from "./problems.ts";

/** One page as the API answers it. */
export interface Page<Item> {
  readonly results: readonly Item[];
  readonly next_page_token?: string | null;
}

/**
 * A list that is read while it is iterated: `for await (const item of list)`.
 *
 * A page is asked for when its first item is wanted. `list.pages()` gives whole pages, with the token that goes on
 * behind each.
 */
export class List<Item> implements AsyncIterable<Item> {
  readonly #fetch: (token: string | undefined) => Promise<Page<Item>>;
  readonly #from: string | undefined;

  constructor(fetchPage: (token: string | undefined) => Promise<Page<Item>>, from?: string) {
    this.#fetch = fetchPage;
    this.#from = from;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.results;
  }

  /** Page by page; throws where a token leads to itself, which would never end. */
  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let token = this.#from;
    for (;;) {
      const page = await this.#fetch(token);
      yield page;
      const next = page.next_page_token ?? undefined;
      if (next === undefined) return;
      if (next === token) throw new BellhopError("the list answered the same page token twice");
      token = next;
    }
  }

  /** Everything, or the first `most` of it. */
  async all(most = Infinity): Promise<Item[]> {
    const items: Item[] = [];
    if (most <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= most) break;
    }
    return items;
  }
}
