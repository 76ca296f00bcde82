/** Is this callback genuine? Standard Webhooks 1.0.0: `v1` by HMAC-SHA256, `v1a` by Ed25519. */

import { BellhopError } from "../problems.ts";
import { decode } from "./base64.ts";
import { isSignature, readSecret, type Secret } from "./secrets.ts";

export type Reason = "bad-secret" | "missing-header" | "bad-timestamp" | "too-old" | "too-new" | "bad-id" | "no-match";

const SENTENCES: Readonly<Record<Reason, string>> = {
  "bad-secret": "One of the receiver's secrets is neither `whsec_…` nor `whpk_…`: look at its configuration.",
  "missing-header": "`webhook-id`, `webhook-timestamp` or `webhook-signature` is missing.",
  "bad-timestamp": "`webhook-timestamp` is not a whole number of seconds.",
  "too-old": "The callback was signed too long ago.",
  "too-new": "The callback was signed in the future: compare the clocks.",
  "bad-id": "`webhook-id` has a full stop, which would let body and id be shifted against each other.",
  "no-match": "No signature is that of a secret of the receiver.",
};

/** The callback is not genuine; answer 401. `reason` says why, for the receiver's log and nobody else. */
export class VerificationError extends BellhopError {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(SENTENCES[reason]);
    this.reason = reason;
  }
}

export type Body = string | ArrayBuffer | Uint8Array;
export type HeaderSource = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** How far the timestamp may be from now, in seconds; 300 unless given. */
  readonly toleranceSeconds?: number;
  /** The moment to compare with, in Unix seconds, for tests. */
  readonly nowSeconds?: number;
}

/** What the signature covers beside the body. */
export interface Verified {
  /** The same on every retry and redelivery. */
  readonly id: string;
  /** When this attempt was signed. */
  readonly signedTime: Date;
}

/**
 * Resolves when one signature is that of one secret; throws `VerificationError` otherwise.
 *
 * `body` are the bytes as they came: what was parsed and written again has another signature. Several secrets are for
 * a rotation, and for `v1` and `v1a` at once.
 */
export async function verify(
  body: Body,
  headers: HeaderSource,
  secrets: string | readonly string[],
  options: VerifyOptions = {},
): Promise<Verified> {
  const known = readSecrets(secrets);
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
    header(headers, name),
  );
  if (!id || !timestamp || !signatures) throw new VerificationError("missing-header");
  checkTime(timestamp, options);
  if (id.includes(".")) throw new VerificationError("bad-id");
  const content = join(`${id}.${timestamp}.`, body);
  for (const entry of signatures.split(" ")) {
    const [version, text = ""] = split(entry);
    const signature = decode(text);
    if (signature === undefined || signature.length === 0) continue;
    for (const secret of known) {
      if (secret.kind === version && (await isSignature(secret, signature, content))) {
        return { id, signedTime: new Date(Number(timestamp) * 1000) };
      }
    }
  }
  throw new VerificationError("no-match");
}

function readSecrets(given: string | readonly string[]): Secret[] {
  const texts = typeof given === "string" ? [given] : given;
  const secrets = texts.map(readSecret).filter((secret) => secret !== undefined);
  if (secrets.length === 0 || secrets.length < texts.length) throw new VerificationError("bad-secret");
  return secrets;
}

function checkTime(timestamp: string, options: VerifyOptions): void {
  if (!/^\d+$/.test(timestamp)) throw new VerificationError("bad-timestamp");
  const tolerance = options.toleranceSeconds ?? 300;
  const ahead = Number(timestamp) - (options.nowSeconds ?? Math.floor(Date.now() / 1000));
  if (ahead < -tolerance) throw new VerificationError("too-old");
  if (ahead > tolerance) throw new VerificationError("too-new");
}

function header(source: HeaderSource, name: string): string | undefined {
  if (source instanceof Headers) return source.get(name) ?? undefined;
  const found = Object.entries(source).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === "string" ? found : found?.join(" "); // Node gives a repeated header as a list
}

function split(entry: string): [version: string, signature: string | undefined] {
  const comma = entry.indexOf(",");
  return comma < 0 ? [entry, undefined] : [entry.slice(0, comma), entry.slice(comma + 1)];
}

function join(prefix: string, body: Body): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(prefix);
  const rest = bytesOf(body);
  const content = new Uint8Array(head.length + rest.length);
  content.set(head);
  content.set(rest, head.length);
  return content;
}

/** The body as bytes. */
export function bytesOf(body: Body): Uint8Array {
  if (typeof body === "string") return new TextEncoder().encode(body);
  return body instanceof Uint8Array ? body : new Uint8Array(body);
}
