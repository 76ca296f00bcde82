/** The tenant's nouns, each with its verbs: names for the requests that are sent most. */

import type { Bellhop } from "./client.ts";
import type { AnswerOf, BodyOf, QueryOf } from "./http/routes.ts";
import type {
  Action,
  Change,
  Delivery,
  DeliveryWithAttempts,
  Event,
  NewSubscription,
  Operation,
  Subscription,
  SubscriptionPatch,
} from "./models.ts";
import type { List } from "./pages.ts";
import { Run, type Follower } from "./run.ts";

const TENANT = "/v2/tenants/{tenant_id}";
const OPERATION = `${TENANT}/operations/{operation_id}` as const;
const SUBSCRIPTION = `${TENANT}/subscriptions/{subscription_id}` as const;
const DELIVERY = `${TENANT}/deliveries/{delivery_id}` as const;

/** Which part of a list: a CEL expression, the page's size, the page to go on from. */
type Asked<Path extends "operations" | "deliveries" | "dead-letters" | "events"> = QueryOf<`GET ${typeof TENANT}/${Path}`>;

/** Operations of the tenant: what `run` started, and what the operator started for it. */
export class Operations implements Follower {
  readonly #bellhop: Bellhop;

  constructor(bellhop: Bellhop) {
    this.#bellhop = bellhop;
  }

  #path(id: string) {
    return { tenant_id: this.#bellhop.tenant, operation_id: id };
  }

  /** One operation; with `waitSeconds` as soon as it is done, at most 30 seconds later. */
  get(id: string, options: { view?: "basic" | "full"; waitSeconds?: number; signal?: AbortSignal } = {}): Promise<Operation> {
    return this.#bellhop.request(`GET ${OPERATION}`, {
      path: this.#path(id),
      query: options.view === undefined ? {} : { view: options.view },
      waitSeconds: options.waitSeconds,
      signal: options.signal,
    });
  }

  look(id: string, waitSeconds: number, signal?: AbortSignal): Promise<Operation> {
    return this.get(id, { waitSeconds, ...(signal === undefined ? {} : { signal }) });
  }

  /** Newest first. */
  list(query: Asked<"operations"> = {}): List<Operation> {
    return this.#bellhop.list(`GET ${TENANT}/operations`, { path: { tenant_id: this.#bellhop.tenant }, query });
  }

  cancel(id: string): Promise<Operation> {
    return this.#bellhop.request(`POST ${OPERATION}:cancel`, { path: this.#path(id) });
  }

  /** Run a failed or cancelled one again, as a new operation. */
  retry<Result = Record<string, unknown>>(id: string, options: { idempotencyKey?: string } = {}): Run<Result> {
    const request = { path: this.#path(id), idempotencyKey: options.idempotencyKey };
    return new Run<Result>(this.#bellhop.request(`POST ${OPERATION}:retry`, request), this);
  }

  /** Every change of its state, oldest first. */
  async history(id: string): Promise<readonly Change[]> {
    return (await this.#bellhop.request(`GET ${OPERATION}/history`, { path: this.#path(id) })).results;
  }

  /** One that was started before, to wait for. */
  follow<Result = Record<string, unknown>>(id: string): Run<Result> {
    return new Run<Result>(this.get(id), this);
  }
}

/** Where callbacks go, and how Bellhop proves who it is. */
export class Subscriptions {
  readonly #bellhop: Bellhop;

  constructor(bellhop: Bellhop) {
    this.#bellhop = bellhop;
  }

  #path(id: string) {
    return { tenant_id: this.#bellhop.tenant, subscription_id: id };
  }

  /** The answer shows the secret, this once. */
  create(body: NewSubscription, options: { idempotencyKey?: string } = {}): Promise<Subscription> {
    const path = { tenant_id: this.#bellhop.tenant };
    return this.#bellhop.request(`POST ${TENANT}/subscriptions`, { path, body, ...options });
  }

  get(id: string): Promise<Subscription> {
    return this.#bellhop.request(`GET ${SUBSCRIPTION}`, { path: this.#path(id) });
  }

  list(): List<Subscription> {
    return this.#bellhop.list(`GET ${TENANT}/subscriptions`, { path: { tenant_id: this.#bellhop.tenant } });
  }

  /** JSON Merge Patch: members replace, null removes, the others stay. */
  update(id: string, patch: SubscriptionPatch): Promise<Subscription> {
    return this.#bellhop.request(`PATCH ${SUBSCRIPTION}`, { path: this.#path(id), body: patch });
  }

  async delete(id: string): Promise<void> {
    await this.#bellhop.request(`DELETE ${SUBSCRIPTION}`, { path: this.#path(id) });
  }

  enable(id: string): Promise<Subscription> {
    return this.#bellhop.request(`POST ${SUBSCRIPTION}:enable`, { path: this.#path(id) });
  }

  disable(id: string): Promise<Subscription> {
    return this.#bellhop.request(`POST ${SUBSCRIPTION}:disable`, { path: this.#path(id) });
  }

  /** Send a real event. */
  ping(id: string): Promise<AnswerOf<`POST ${typeof SUBSCRIPTION}:ping`>> {
    return this.#bellhop.request(`POST ${SUBSCRIPTION}:ping`, { path: this.#path(id) });
  }

  /** Which step of a delivery fails now. */
  verify(id: string): Promise<AnswerOf<`POST ${typeof SUBSCRIPTION}:verify`>> {
    return this.#bellhop.request(`POST ${SUBSCRIPTION}:verify`, { path: this.#path(id) });
  }

  /** A new secret; until the overlap ends callbacks carry signatures of both. */
  rotateSecret(id: string, body: BodyOf<`POST ${typeof SUBSCRIPTION}:rotate-secret`> = {}): Promise<Subscription> {
    return this.#bellhop.request(`POST ${SUBSCRIPTION}:rotate-secret`, { path: this.#path(id), body });
  }

  /** Send the events of a time again. */
  replay(id: string, body: BodyOf<`POST ${typeof SUBSCRIPTION}:replay`>): Run {
    const request = { path: this.#path(id), body };
    return new Run(this.#bellhop.request(`POST ${SUBSCRIPTION}:replay`, request), this.#bellhop.operations);
  }
}

/** What was sent, with every attempt. */
export class Deliveries {
  readonly #bellhop: Bellhop;

  constructor(bellhop: Bellhop) {
    this.#bellhop = bellhop;
  }

  #path(id: string) {
    return { tenant_id: this.#bellhop.tenant, delivery_id: id };
  }

  get(id: string): Promise<DeliveryWithAttempts> {
    return this.#bellhop.request(`GET ${DELIVERY}`, { path: this.#path(id) });
  }

  list(query: Asked<"deliveries"> = {}): List<Delivery> {
    return this.#bellhop.list(`GET ${TENANT}/deliveries`, { path: { tenant_id: this.#bellhop.tenant }, query });
  }

  redeliver(id: string): Promise<Delivery> {
    return this.#bellhop.request(`POST ${DELIVERY}:redeliver`, { path: this.#path(id) });
  }

  skip(id: string): Promise<Delivery> {
    return this.#bellhop.request(`POST ${DELIVERY}:skip`, { path: this.#path(id) });
  }
}

/** Deliveries that were given up. */
export class DeadLetters {
  readonly #bellhop: Bellhop;

  constructor(bellhop: Bellhop) {
    this.#bellhop = bellhop;
  }

  list(query: Asked<"dead-letters"> = {}): List<Delivery> {
    return this.#bellhop.list(`GET ${TENANT}/dead-letters`, { path: { tenant_id: this.#bellhop.tenant }, query });
  }

  /** Send again what the filter matches. */
  redeliver(body: BodyOf<`POST ${typeof TENANT}/dead-letters:redeliver`> = {}): Run {
    const request = { path: { tenant_id: this.#bellhop.tenant }, body };
    const started = this.#bellhop.request(`POST ${TENANT}/dead-letters:redeliver`, request);
    return new Run(started, this.#bellhop.operations);
  }
}

/** What happened, and for every subscription why it did or did not get it. */
export class Events {
  readonly #bellhop: Bellhop;

  constructor(bellhop: Bellhop) {
    this.#bellhop = bellhop;
  }

  get(id: string): Promise<Event> {
    const path = { tenant_id: this.#bellhop.tenant, event_id: id };
    return this.#bellhop.request(`GET ${TENANT}/events/{event_id}`, { path });
  }

  list(query: Asked<"events"> = {}): List<Event> {
    return this.#bellhop.list(`GET ${TENANT}/events`, { path: { tenant_id: this.#bellhop.tenant }, query });
  }

  /** Tell something (the operator's or a worker's key). An event with an `id` may be published twice and happens once. */
  publish(body: BodyOf<`POST ${typeof TENANT}/events`>): Promise<AnswerOf<`POST ${typeof TENANT}/events`>> {
    return this.#bellhop.request(`POST ${TENANT}/events`, { path: { tenant_id: this.#bellhop.tenant }, body });
  }
}

/** What can be run. */
export class Actions {
  readonly #bellhop: Bellhop;

  constructor(bellhop: Bellhop) {
    this.#bellhop = bellhop;
  }

  get(action: string): Promise<Action> {
    const path = { tenant_id: this.#bellhop.tenant, action };
    return this.#bellhop.request(`GET ${TENANT}/actions/{action}`, { path });
  }

  list(): List<Action> {
    return this.#bellhop.list(`GET ${TENANT}/actions`, { path: { tenant_id: this.#bellhop.tenant } });
  }
}
