/** What a client and a worker are told: what cannot work is refused when they are made. */

/** The key without white space around it; throws for what no header could carry, without repeating it. */
export function keyOf(given: string): string {
  const key = given.trim();
  if (/^[\x21-\x7e]*$/.test(key)) return key;
  throw new TypeError("`key` is one word of printable ASCII, such as `bh_tenant_…`; this one is not");
}
