// Filters as the API reads them. Simple ones (comparisons joined by &&) can be taken apart and put together again, so
// that chips and fields edit the same text that stands in the URL; any other is left as it was written.

const TERM = /^([A-Za-z_.]+)\s*(==|>=|<)\s*(?:"((?:[^"\\]|\\.)*)"|timestamp\("([^"\\]*)"\))$/;

/** The comparisons of a filter, `[{field, operator, value}]`; null when it is more than that. */
export function terms(text) {
  if (!text.trim()) return [];
  const found = [];
  for (const part of split(text)) {
    const match = TERM.exec(part.trim());
    if (!match) return null;
    const [, field, operator, string, moment] = match;
    found.push({ field, operator, value: moment ?? JSON.parse(`"${string}"`), moment: moment !== undefined });
  }
  return found;
}

/** The parts between the && that stand outside of strings. */
function split(text) {
  const parts = [""];
  for (let at = 0, quoted = false; at < text.length; at++) {
    if (text[at] === "\\" && quoted) {
      parts[parts.length - 1] += text[at] + (text[++at] ?? "");
      continue;
    }
    if (text[at] === '"') quoted = !quoted;
    if (!quoted && text.startsWith("&&", at)) {
      parts.push("");
      at++;
    } else parts[parts.length - 1] += text[at];
  }
  return parts;
}

/** A filter of comparisons. */
export function filter(found) {
  return found.map(({ field, operator, value, moment }) =>
    `${field} ${operator} ${moment ? `timestamp("${value}")` : JSON.stringify(value)}`).join(" && ");
}

/** The value that a simple filter asks of a field, or "". */
export function asked(text, field, operator = "==") {
  return (terms(text) ?? []).find((each) => each.field === field && each.operator === operator)?.value ?? "";
}

/** The filter with another value for a field; without one it is no longer asked for. */
export function asking(text, field, value, { operator = "==", moment = false } = {}) {
  const others = (terms(text) ?? []).filter((each) => each.field !== field || each.operator !== operator);
  return filter(value ? [...others, { field, operator, value, moment }] : others);
}

/** Whether chips and fields can say all of it. */
export const isSimple = (text) => terms(text) !== null;
