/** The four requests of a worker, answered from memory: what a test needs to see both sides. */

import { EventEmitter, once } from "node:events";

import { Serving, type Received, type Reply } from "./serving.ts";

type Json = Record<string, any>;

/** A test's own answer to a verb, or undefined for the usual one. */
export type Override = (body: Json, index: number) => Reply | undefined;

export class FakeBellhop {
  readonly asked: { verb: string; body: Json; at: number }[] = [];
  readonly overrides: Partial<Record<string, Override>> = {};
  readonly #waiting: Json[] = [];
  readonly #events = new EventEmitter();
  #serving!: Serving;
  #made = 0;

  static async start(): Promise<FakeBellhop> {
    const fake = new FakeBellhop();
    fake.#serving = await Serving.start((request) => fake.#answer(request));
    return fake;
  }

  get url(): string {
    return this.#serving.url;
  }

  stop(): Promise<void> {
    return this.#serving.stop();
  }

  /** A job that waits for a worker. */
  add(members: Json = {}): string {
    const job_id = `op_${++this.#made}`;
    this.#waiting.push({ job_id, lease_token: `lease_${this.#made}`, ...JOB, ...members });
    this.#events.emit("asked");
    return job_id;
  }

  /** What was asked by one verb, flattened to its leases or items. */
  items(verb: string): Json[] {
    return this.asked.filter((each) => each.verb === verb).flatMap(({ body }) => body["items"] ?? body["leases"] ?? [body]);
  }

  /** Waits until this is true; it is looked at whenever something was asked. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await once(this.#events, "asked", { signal: AbortSignal.timeout(10_000) });
  }

  async #answer(request: Received): Promise<Reply> {
    const verb = request.url.split(":")[1] ?? "";
    const body = JSON.parse(request.body) as Json;
    const index = this.asked.filter((each) => each.verb === verb).length;
    this.asked.push({ verb, body, at: performance.now() / 1000 });
    const reply = this.overrides[verb]?.(body, index);
    setImmediate(() => this.#events.emit("asked"));
    if (reply) return reply;
    if (verb === "claim") return { body: { jobs: await this.#claim(body) } };
    if (verb === "heartbeat") return { body: { leases: body["leases"].map(extended) } };
    const status = verb === "complete" ? "accepted" : "released";
    return { body: { items: body["items"].map((item: Json) => ({ job_id: item["job_id"], status })) } };
  }

  async #claim(body: Json): Promise<Json[]> {
    const fits = (job: Json) => body["actions"].includes(job["action"]);
    const until = Date.now() + body["wait_seconds"] * 1000;
    while (!this.#waiting.some(fits) && Date.now() < until) {
      const signal = AbortSignal.timeout(Math.ceil(until - Date.now()));
      await once(this.#events, "asked", { signal }).catch(() => undefined);
    }
    const taken = this.#waiting.filter(fits).slice(0, body["max_jobs"]);
    for (const job of taken) this.#waiting.splice(this.#waiting.indexOf(job), 1);
    const lease_expire_time = new Date(Date.now() + body["lease_seconds"] * 1000).toISOString();
    return taken.map((job) => ({ lease_expire_time, ...job }));
  }
}

/** The usual answer to one lease. */
export function extended(lease: Json): Json {
  return { job_id: lease["job_id"], status: "extended", cancel_requested: false };
}

const JOB = {
  deadline_time: new Date(Date.now() + 3_600_000).toISOString(),
  attempt: 1,
  tenant_id: "aurora",
  action: "echo",
  parent: "",
  input: {},
  labels: {},
  traceparent: null,
  cancel_requested: false,
};
