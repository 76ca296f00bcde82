/** What can go wrong, as errors: each problem of the service by its status, and what only the caller's side knows. */

import { parse } from "./json.ts";
import { PROBLEM_CODES } from "./problem_codes.ts";

/** The last part of a problem's `type`, such as `parallel-operation`; a newer service may know more. */
export type ProblemCode = keyof typeof PROBLEM_CODES | (string & {});

/** One part of the input that is at fault. */
export interface Fault {
  /** JSON Pointer (RFC 6901) into the body. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** Every error of this package. */
export class BellhopError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The service could not be reached, or its answer broke off; whether the request arrived is unknown. */
export class ConnectionError extends BellhopError {}

/** The time that the caller gave was over. */
export class TimeoutError extends BellhopError {}

/** The service refused; `code` says why, `errors` name the parts of the input at fault. */
export class ProblemError extends BellhopError {
  readonly status: number;
  /** Undefined where the answer was no problem document: something between answered. */
  readonly code: ProblemCode | undefined;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly Fault[];
  /** What to quote when asking the operator for help. */
  readonly requestId: string | undefined;
  readonly headers: Headers;
  /** The whole document. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>, headers: Headers) {
    const title = text(problem["title"]) ?? `HTTP ${status}`;
    const detail = text(problem["detail"]) ?? "";
    const errors = Array.isArray(problem["errors"]) ? problem["errors"].filter(isFault) : [];
    super([`${status} ${title}`, detail, ...errors.map(told)].filter(Boolean).join(": "));
    this.status = status;
    this.code = text(problem["type"])?.replace(/^.*\//, "");
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.requestId = text(problem["request_id"]) ?? headers.get("x-request-id") ?? undefined;
    this.headers = headers;
    this.problem = problem;
  }
}

/** 400: the request could not be understood. */
export class BadRequestError extends ProblemError {}
/** 401: no key, or one that is unknown, revoked or expired. */
export class UnauthenticatedError extends ProblemError {}
/** 403: the key may not do that. */
export class ForbiddenError extends ProblemError {}
/** 404: there is nothing here, or no longer. */
export class NotFoundError extends ProblemError {}
/** 409: the state does not allow it; `code` tells which conflict. */
export class ConflictError extends ProblemError {}
/** 412: the resource has changed since it was read. */
export class PreconditionFailedError extends ProblemError {}
/** 422: well-formed but wrong; `errors` name what to change. */
export class InvalidInputError extends ProblemError {}
/** 429: too much at once, or a limit of the tenant is reached. */
export class TooManyError extends ProblemError {}
/** 5xx: something went wrong in the service or before it. */
export class ServiceError extends ProblemError {}
/** 503: the service cannot answer now. */
export class UnavailableError extends ServiceError {}

const BY_STATUS: Readonly<Record<number, typeof ProblemError>> = {
  400: BadRequestError,
  401: UnauthenticatedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionFailedError,
  422: InvalidInputError,
  429: TooManyError,
  503: UnavailableError,
};

/** The error of an answer that is not a success; what is no problem document (a proxy's page) is told by its status. */
export function problemOf(status: number, headers: Headers, body: string): ProblemError {
  const Kind = BY_STATUS[status] ?? (status >= 500 ? ServiceError : ProblemError);
  return new Kind(status, document(body) ?? { title: `HTTP ${status}`, detail: body.slice(0, 200) }, headers);
}

function document(body: string): Record<string, unknown> | undefined {
  try {
    const value = parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && typeof (value as Fault).pointer === "string";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function told(fault: Fault): string {
  return `${fault.pointer || "(the whole)"} ${fault.message}`;
}
