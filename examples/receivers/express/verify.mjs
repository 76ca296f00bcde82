// Verifies a callback of Bellhop with node:crypto alone: Standard Webhooks (v1), and v1a with a public key (whpk_…).
import { createHmac, createPublicKey, timingSafeEqual, verify as verifySignature } from "node:crypto";

const TOLERANCE_SECONDS = 300;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const ED25519_HEAD = Buffer.from("302a300506032b6570032100", "hex"); // how DER begins for such a key (RFC 8410)

/** What verifies one kind of signature, from `whsec_…` or `whpk_…`; throws for anything else. */
function readSecret(text) {
  if (text.startsWith("whsk_")) throw new Error("This is a private key; a receiver needs the public one (whpk_…).");
  const isPublic = text.startsWith("whpk_");
  const base64 = text.slice(isPublic ? 5 : text.startsWith("whsec_") ? 6 : 0);
  const key = Buffer.from(base64, "base64");
  if (!BASE64.test(base64) || (isPublic ? key.length !== 32 : key.length < 24 || key.length > 64)) {
    throw new Error("A secret is whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32 bytes.");
  }
  return { kind: isPublic ? "v1a" : "v1", key };
}

/** Whether a request is genuine. `body` is the Buffer as it came, `headers` have lower-case names, any one secret is enough. */
export function isGenuine(body, headers, secrets, now = Date.now() / 1000, tolerance = TOLERANCE_SECONDS) {
  const known = secrets.map(readSecret);
  if (known.length === 0) throw new Error("There is no secret to verify with.");
  const [id, stamp, signature] = ["id", "timestamp", "signature"].map((name) => headers[`webhook-${name}`]);
  if (!id || id.includes(".") || !/^[0-9]+$/.test(stamp ?? "") || !signature) return false;
  if (Math.abs(now - Number(stamp)) > tolerance) return false;
  const content = Buffer.concat([Buffer.from(`${id}.${stamp}.`), body]);
  return signature.split(" ").some((entry) => {
    const comma = entry.indexOf(",");
    return known.some(({ kind, key }) => entry.slice(0, comma) === kind && isBy(kind, key, entry.slice(comma + 1), content));
  });
}

function isBy(kind, key, given, content) {
  if (kind === "v1") {
    const made = Buffer.from(createHmac("sha256", key).update(content).digest("base64"));
    const text = Buffer.from(given);
    return text.length === made.length && timingSafeEqual(text, made);
  }
  if (!BASE64.test(given)) return false;
  const publicKey = createPublicKey({ key: Buffer.concat([ED25519_HEAD, key]), format: "der", type: "spki" });
  return verifySignature(null, content, publicKey, Buffer.from(given, "base64"));
}
