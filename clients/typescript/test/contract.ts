/** The contract of all clients: clients/conformance. */

import { readFileSync } from "node:fs";

export type Case = Record<string, any>;

/** One of its files. */
export function contract(name: string): Record<string, any> {
  return JSON.parse(readFileSync(new URL(`../../../conformance/${name}.json`, import.meta.url), "utf8"));
}

/** One list of cases of a file; an empty one would let a test pass that checked nothing. */
export function cases(name: string, list: string): Case[] {
  const found: Case[] = contract(name)[list] ?? [];
  if (found.length === 0) throw new Error(`${name}.json has no ${list}`);
  return found;
}
