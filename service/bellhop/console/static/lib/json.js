// JSON whose numbers are shown as they came. A number that JavaScript would write otherwise (9007199254740993, 1.0,
// 1e400) becomes an `Exact`: it counts like a number and reads like its own text.

/** A number with the text that it was sent as. */
class Exact extends Number {
  /** @param {string} text */
  constructor(text) {
    super(Number(text));
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;
const DEEPEST = 512;

let hasSource = false;
JSON.parse("1.0", (_key, value, context) => {
  hasSource = context?.source === "1.0";
  return value;
});

const exact = (text) => (String(Number(text)) === text ? Number(text) : new Exact(text));

/** The value of a JSON text; raises `SyntaxError` where it is none. */
export function parse(text) {
  if (!hasSource) return read(text);
  return JSON.parse(text, (_key, value, context) => (typeof value === "number" ? exact(context.source) : value));
}

/** The same for browsers whose `JSON.parse` does not tell the text of a number. */
export function read(text) {
  JSON.parse(text); // it judges; what follows may trust it
  const tokens = tokensOf(text);
  let at = 0;
  const value = () => {
    const { kind, text: said } = tokens[at++];
    if (kind === "number") return exact(said);
    if (kind !== "mark") return JSON.parse(said);
    const closing = said === "{" ? "}" : "]";
    const found = said === "{" ? {} : [];
    while (tokens[at].text !== closing || tokens[at].kind !== "mark") {
      if (said === "[") found.push(value());
      else {
        const name = JSON.parse(tokens[at].text);
        at += 2; // the name and its colon
        Object.defineProperty(found, name, { value: value(), enumerable: true, writable: true, configurable: true });
      }
      if (tokens[at].text === ",") at++;
    }
    at++;
    return found;
  };
  return value();
}

/** The tokens of a JSON text, each with its own text untouched. */
export function tokensOf(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [, mark, string, number, word] = match;
    found.push({ kind: mark ? "mark" : string ? "string" : number ? "number" : "word", text: mark ?? string ?? number ?? word });
  }
  return found;
}

/** A JSON text with lines and indentation, every token as it was; null where it is no JSON object or array. */
export function indented(text) {
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = tokensOf(text);
  const out = [];
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const { kind, text: said } = tokens[at];
    const line = () => "\n" + "  ".repeat(Math.min(depth, DEEPEST));
    if (kind === "mark" && (said === "{" || said === "[")) {
      const closes = tokens[at + 1]?.kind === "mark" && "]}".includes(tokens[at + 1].text);
      depth++;
      out.push(said, closes ? "" : line());
    } else if (kind === "mark" && (said === "}" || said === "]")) {
      depth--;
      const opened = tokens[at - 1]?.kind === "mark" && "[{".includes(tokens[at - 1].text);
      out.push(opened ? "" : line(), said);
    } else if (kind === "mark") out.push(said === "," ? "," + line() : ": ");
    else out.push(said);
  }
  return out.join("");
}

/** A value as JSON with indentation, its numbers as they came. */
export function show(value, depth = 0) {
  const line = "\n" + "  ".repeat(depth);
  if (value instanceof Exact) return value.text;
  if (Array.isArray(value)) {
    if (!value.length) return "[]";
    return `[${value.map((each) => `${line}  ${show(each, depth + 1)}`).join(",")}${line}]`;
  }
  if (value && typeof value === "object") {
    const members = Object.entries(value);
    if (!members.length) return "{}";
    return `{${members.map(([name, each]) => `${line}  ${JSON.stringify(name)}: ${show(each, depth + 1)}`).join(",")}${line}}`;
  }
  return JSON.stringify(value) ?? "null";
}
