/** The requests of the API as types, made from its OpenAPI description, and which of them may be sent twice. */

import { KEYED, ONCE } from "../repeats.ts";
import type { paths } from "../schema.ts";

type Method = "get" | "put" | "post" | "patch" | "delete";
type Described = { responses: object };

/** A method and a path of the API: `"GET /operations/{operation_id}"`. */
export type RouteName = {
  [Path in keyof paths & string]: {
    [Verb in Method]: paths[Path] extends Record<Verb, Described> ? `${Uppercase<Verb>} ${Path}` : never;
  }[Method];
}[keyof paths & string];

type OperationOf<Name extends RouteName> = Name extends `${infer Verb} ${infer Path}`
  ? Path extends keyof paths
    ? Lowercase<Verb> extends keyof paths[Path]
      ? paths[Path][Lowercase<Verb>]
      : never
    : never
  : never;

type Parameters<Op, Place extends string> = Op extends { parameters: infer Given }
  ? Place extends keyof Given
    ? NonNullable<Given[Place]>
    : never
  : never;

type JsonOf<Content> = Content extends { content: infer Media } ? Media[keyof Media] : undefined;

/** The JSON body that a request takes. */
export type BodyOf<Name extends RouteName> = OperationOf<Name> extends { requestBody?: infer Body }
  ? JsonOf<NonNullable<Body>>
  : never;

/** The JSON body of its success. */
export type AnswerOf<Name extends RouteName> = OperationOf<Name> extends { responses: infer All }
  ? { [Status in keyof All & (200 | 201 | 202 | 204)]: JsonOf<All[Status]> }[keyof All & (200 | 201 | 202 | 204)]
  : never;

/** The query that it takes. */
export type QueryOf<Name extends RouteName> = Parameters<OperationOf<Name>, "query">;

/** The variables of its path. */
export type PathOf<Name extends RouteName> = Parameters<OperationOf<Name>, "path">;

type IfAny<Member extends string, Value> = [Value] extends [never] ? object : { readonly [Key in Member]: Value };

/** What a request needs beside its name. */
export type RequestOf<Name extends RouteName> = IfAny<"path", PathOf<Name>> & {
  readonly query?: QueryOf<Name>;
  readonly body?: BodyOf<Name>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Kept over retries; made where the request takes one and none is given. */
  readonly idempotencyKey?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** Where the request can wait for an end: how long, at most 30 seconds, on top of `timeoutSeconds`. */
  readonly waitSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Whether this request takes an `Idempotency-Key`. */
export function takesKey(name: string): boolean {
  return KEYED.has(name);
}

/** Whether doing it twice is doing it once. */
export function isRepeatable(name: string): boolean {
  return !ONCE.has(name);
}

/** The path with its variables, percent-encoded; only a parent has a `/`, between its names. */
export function fill(template: string, variables: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = String(variables[name] ?? "");
    const segments = name === "parent" ? value.split("/") : [value];
    // `fetch` would take an empty or dotted segment for a way to another path.
    if (segments.some((segment) => /^\.{0,2}$/.test(segment))) throw new TypeError(`\`${name}\` cannot be \`${value}\``);
    return segments.map(encodeURIComponent).join("/");
  });
}

/** The query as text, with its `?`; what is undefined is left out, an object gives one parameter for each member. */
export function queryText(query: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === "object" && value !== null) {
      for (const [inner, each] of Object.entries(value)) text.append(inner, String(each));
    } else if (value !== undefined) text.append(name, String(value));
  }
  const said = text.toString();
  return said && `?${said}`;
}

/** For how many whole seconds the service can be asked to wait. */
export function wholeWait(seconds = 0): number {
  return Math.max(0, Math.floor(Math.min(seconds, 30)));
}
