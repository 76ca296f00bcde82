/** The client: everything that a key may ask, typed from the API's OpenAPI description. */

import {
  fill,
  isRepeatable,
  queryText,
  takesKey,
  wholeWait,
  type AnswerOf,
  type RequestOf,
  type RouteName,
} from "./http/routes.ts";
import { Transport, type TransportOptions } from "./http/transport.ts";
import { List, type Page } from "./pages.ts";
import { Actions, DeadLetters, Deliveries, Events, Operations, Subscriptions } from "./nouns.ts";
import { Run } from "./run.ts";

export interface ClientOptions extends TransportOptions {
  /** The tenant whose operations, subscriptions and deliveries these are; its key does for it. */
  readonly tenant?: string;
}

export interface RunOptions {
  readonly labels?: Readonly<Record<string, string>>;
  /** Start at this moment at the earliest, at most 30 days ahead. */
  readonly runAt?: Date;
  /** −10 … 10: before or behind the tenant's other jobs. */
  readonly priority?: number;
  /** The same key again within 24 hours gets the same operation; a new one unless given. */
  readonly idempotencyKey?: string;
  /** Let the answer wait up to 30 seconds for the end. */
  readonly waitSeconds?: number;
  /** W3C trace context, handed to the worker. */
  readonly traceparent?: string;
  readonly signal?: AbortSignal;
}

/** A request whose name is known when it is sent only. */
type Loose = {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly idempotencyKey?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly waitSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

export class Bellhop {
  readonly operations: Operations;
  readonly subscriptions: Subscriptions;
  readonly deliveries: Deliveries;
  readonly deadLetters: DeadLetters;
  readonly events: Events;
  readonly actions: Actions;
  readonly #transport: Transport;
  readonly #tenant: string | undefined;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
    this.#tenant = options.tenant;
    this.operations = new Operations(this);
    this.subscriptions = new Subscriptions(this);
    this.deliveries = new Deliveries(this);
    this.deadLetters = new DeadLetters(this);
    this.events = new Events(this);
    this.actions = new Actions(this);
  }

  /** The tenant that this client is for. */
  get tenant(): string {
    if (this.#tenant === undefined) throw new TypeError("this needs a tenant: new Bellhop({ tenant: … })");
    return this.#tenant;
  }

  /**
   * Start an action: `bellhop.run("designs/d1", "auto_designer", input).result({ timeoutSeconds: 60 })`.
   *
   * The request leaves at once. `parent` is what the action's path asks for, `""` where it has none.
   */
  run<Result = Record<string, unknown>>(
    parent: string,
    action: string,
    input: object = {},
    options: RunOptions = {},
  ): Run<Result> {
    const { labels, runAt, priority, waitSeconds } = options;
    const marked = Object.entries(labels ?? {}).map(([name, value]) => [`labels.${name}`, value] as const);
    const request = {
      query: { run_at: runAt?.toISOString(), priority, ...Object.fromEntries(marked) },
      body: input,
      headers: { traceparent: options.traceparent },
      waitSeconds,
      idempotencyKey: options.idempotencyKey,
      signal: options.signal,
    };
    const path = { tenant_id: this.tenant, action };
    const started =
      parent === ""
        ? this.#send("POST /v2/tenants/{tenant_id}/{action}/run", { ...request, path })
        : this.#send("POST /v2/tenants/{tenant_id}/{parent}/{action}/run", { ...request, path: { ...path, parent } });
    return new Run<Result>(started as Promise<AnswerOf<"GET /operations/{operation_id}">>, this.operations);
  }

  /** Any request of the API: `bellhop.request("GET /v2/admin/tenants/{tenant_id}", { path: { tenant_id: "aurora" } })`. */
  async request<Name extends RouteName>(name: Name, request: RequestOf<Name>): Promise<AnswerOf<Name>> {
    return (await this.#send(name, request as Loose)) as AnswerOf<Name>;
  }

  /** Any list of the API. */
  list<Item, Name extends RouteName = RouteName>(name: Name, request: RequestOf<Name>): List<Item> {
    const { query = {}, ...rest } = request as Loose;
    const { page_token: from, ...asked } = query as { page_token?: string };
    const page = (token: string | undefined) => this.#send(name, { ...rest, query: { ...asked, page_token: token } });
    return new List<Item>(page as (token: string | undefined) => Promise<Page<Item>>, from);
  }

  async #send(name: string, request: Loose): Promise<unknown> {
    const [method = "", template = ""] = name.split(" ");
    const key = takesKey(name) ? (request.idempotencyKey ?? crypto.randomUUID()) : undefined;
    const waitSeconds = wholeWait(request.waitSeconds);
    const prefer = waitSeconds ? `wait=${waitSeconds}` : undefined;
    const contentType = method === "PATCH" ? "application/merge-patch+json" : undefined;
    const answer = await this.#transport.send({
      method,
      path: fill(template, request.path ?? {}) + queryText(request.query ?? {}),
      headers: { "Content-Type": contentType, Prefer: prefer, ...request.headers, "Idempotency-Key": key },
      repeatable: isRepeatable(name),
      body: request.body,
      timeoutSeconds: request.timeoutSeconds,
      waitSeconds,
      signal: request.signal,
    });
    return answer.body;
  }
}
