/** What proves a callback genuine: a shared secret (`whsec_…`, `v1`) or a public key (`whpk_…`, `v1a`). */

import { decode } from "./base64.ts";

const SHORTEST_SECRET_BYTES = 24;
const LONGEST_SECRET_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;

/** A secret as bytes, with the version of the signatures that it checks. */
export interface Secret {
  readonly kind: "v1" | "v1a";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The secret that a text spells (`whsec_` may be absent), or undefined where it spells none. */
export function readSecret(text: string): Secret | undefined {
  if (text.startsWith("whpk_")) {
    const bytes = decode(text.slice("whpk_".length));
    return bytes?.length === PUBLIC_KEY_BYTES ? { kind: "v1a", bytes } : undefined;
  }
  const bytes = decode(text.startsWith("whsec_") ? text.slice("whsec_".length) : text);
  if (bytes === undefined || bytes.length < SHORTEST_SECRET_BYTES || bytes.length > LONGEST_SECRET_BYTES) {
    return undefined;
  }
  return { kind: "v1", bytes };
}

/** Whether these bytes are the secret's signature of this content; WebCrypto compares in constant time. */
export async function isSignature(
  secret: Secret,
  signature: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const algorithm = secret.kind === "v1" ? { name: "HMAC", hash: "SHA-256" } : { name: "Ed25519" };
  const key = await crypto.subtle.importKey("raw", secret.bytes, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm.name, key, signature, content);
}
