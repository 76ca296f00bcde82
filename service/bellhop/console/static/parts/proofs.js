// How requests of a subscription prove who sent them; secrets are never shown.
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { Copy } from "./copy.js";
import { Facts } from "./facts.js";
import { State } from "./state.js";
import { Text } from "./text.js";
import { Time } from "./time.js";

/** What verifies a signature by key pair: anybody may have it. */
export const PublicKey = ({ of: key }) => html`<code class="wrap">${key}</code> <${Copy} text=${key} what="public key" />`;

const CLIENT_AUTH = {
  auto: "by HTTP basic, else in the body",
  client_secret_basic: "by HTTP basic",
  client_secret_post: "in the body",
  private_key_jwt: "by a signed assertion",
};

const ENDS = { expiring: "ends soon", expired: "has expired" };

export function Proofs({ auth, health }) {
  const { signature } = auth;
  return html`<${Facts} of=${[
    ["Signature", signature.enabled ? "Standard Webhooks, HMAC-SHA256" : "off"],
    ...(signature.previous_secrets ?? []).map((each) => ["Also signed by", html`the secret before, until <${Time} at=${each.expire_time} whole />`]),
    ["Ed25519", auth.ed25519?.enabled && (auth.ed25519.public_key ? html`<${PublicKey} of=${auth.ed25519.public_key} />` : "on")],
    ...(auth.ed25519?.previous_public_keys ?? []).map((each) => ["Also signed by", html`<${PublicKey} of=${each.public_key} /> until <${Time} at=${each.expire_time} whole />`]),
    ["Basic", auth.basic && html`user <${Text} of=${auth.basic.username} mono />`],
    ["Bearer", auth.bearer && "a fixed token"],
    ["OAuth 2.0", auth.oauth2 && html`client <${Text} of=${auth.oauth2.client_id} mono /> at <${Text} of=${auth.oauth2.token_uri} mono />`],
    ["The client proves itself", auth.oauth2 && CLIENT_AUTH[auth.oauth2.client_auth]],
    ["Its key", auth.oauth2?.key_id && html`<${Text} of=${auth.oauth2.key_id} mono />`],
    ["Scope", auth.oauth2?.scope && html`<${Text} of=${auth.oauth2.scope} mono />`],
    ...Object.entries(auth.oauth2?.extra_parameters ?? {}).map(([name, value]) => [plain(name), html`<${Text} of=${value} mono />`]),
    ["Client certificate", auth.mtls && html`<${Text} of=${auth.mtls.subject} /> until <${Time} at=${auth.mtls.expire_time} whole />
      ${ENDS[health.certificate] && html` <${State} of=${health.certificate} word=${ENDS[health.certificate]} />`}`],
    ["Issued by", auth.mtls && html`<${Text} of=${auth.mtls.issuer} />, serial number <${Text} of=${auth.mtls.serial} mono />`],
    ["Secret headers", Object.keys(auth.headers).length > 0 && Object.keys(auth.headers).map((name) => html`<code class="tag">${plain(name)}</code> `)],
    ["No proof", auth.unauthenticated && "Receivers cannot tell who is calling."],
  ]} />`;
}
