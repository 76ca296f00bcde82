/**
 * JSON whose numbers keep their digits.
 *
 * `JSON.parse` reads every number as a double: 9007199254740993 becomes …992 and nobody is told. `parse` gives a
 * `number` where a double holds what was written, and a `bigint` for an integer that is larger. What has a fraction or
 * an exponent becomes the nearest double, or, with `decimals: "exact"`, an `ExactNumber` where a double has other
 * digits. `stringify` writes all three as JSON numbers, and refuses what JSON has no word for.
 */

/** A number with more digits, or a larger exponent, than a double can hold. */
export class ExactNumber {
  /** As it was written, such as `12345678901234567.89`. */
  readonly text: string;

  constructor(text: string) {
    if (!JSON_NUMBER.test(text)) throw new TypeError(`${JSON.stringify(text)} is not a JSON number`);
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  /** The nearest double, for arithmetic that may lose digits. */
  valueOf(): number {
    return Number(this.text);
  }

  /** Throws, as `bigint` does: plain `JSON.stringify` would lose digits, `stringify` of this package does not. */
  toJSON(): never {
    throw new TypeError("Do not know how to serialize an ExactNumber: use `stringify` of this package");
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MAY_BE_TOO_LONG = /[\d.]{16}|\d[eE][+-]?\d/;
const ALWAYS_FITS = 15; // a double holds every decimal of 15 digits

/** What becomes of a decimal that no double holds. */
export type Decimals = "double" | "exact";

/** The value of a JSON text; throws `SyntaxError` where it is none. */
export function parse(text: string, decimals: Decimals = "double"): unknown {
  if (!MAY_BE_TOO_LONG.test(text)) return JSON.parse(text);
  // What does not fit is parsed as a string with a mark in front that no sender can know, and revived behind it.
  const mark = crypto.randomUUID();
  let marked = false;
  const safe = text.replace(STRING_OR_NUMBER, (token) => {
    if (token.startsWith('"') || fits(token) || (decimals === "double" && !INTEGER.test(token))) return token;
    marked = true;
    return `"${mark}${token}"`;
  });
  if (!marked) return JSON.parse(text);
  return JSON.parse(safe, (_name, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? exact(value.slice(mark.length)) : value,
  );
}

function exact(token: string): bigint | ExactNumber {
  return INTEGER.test(token) ? BigInt(token) : new ExactNumber(token);
}

function fits(token: string): boolean {
  if (token.length <= ALWAYS_FITS && !/[eE]/.test(token)) return true;
  return digits(token) === digits(String(Number(token)));
}

/** A spelling that equal decimals share: sign, digits without zeros around them, exponent. */
function digits(token: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  if (found === null) return token; // `Infinity`
  const [, sign, whole = "", fraction = "", exponent = "0"] = found;
  const all = (whole + fraction).replace(/^0+/, "");
  const kept = all.replace(/0+$/, "");
  if (kept === "") return "0";
  return `${sign}${kept}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(all.length - kept.length)}`;
}

/**
 * The JSON text of a value, in which `bigint` and `ExactNumber` are numbers with all their digits.
 *
 * Throws `RangeError` for NaN and infinity, where `JSON.stringify` would write null.
 */
export function stringify(value: unknown): string {
  try {
    return JSON.stringify(value, (_name, member: unknown) => finite(member)) ?? "null";
  } catch (error) {
    // Both throw this from plain `JSON.stringify`; so does a circular value, which `write` refuses again.
    if (error instanceof TypeError) return write(value, new Set()) ?? "null";
    throw error;
  }
}

function finite(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`JSON has no word for ${value}`);
  return value;
}

function write(given: unknown, above: Set<object>): string | undefined {
  if (typeof given === "bigint" || given instanceof ExactNumber) return given.toString();
  const value = hasToJson(given) ? given.toJSON() : given;
  if (typeof value !== "object" || value === null) return JSON.stringify(finite(value));
  if (above.has(value)) throw new TypeError("a value that contains itself cannot be written as JSON");
  above.add(value);
  const text = Array.isArray(value)
    ? `[${value.map((item) => write(item, above) ?? "null").join(",")}]`
    : `{${Object.entries(value)
        .map(([name, member]) => [JSON.stringify(name), write(member, above)] as const)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => `${name}:${member}`)
        .join(",")}}`;
  above.delete(value);
  return text;
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return typeof value === "object" && value !== null && typeof (value as { toJSON?: unknown }).toJSON === "function";
}
