// How requests of a new subscription prove who sent them.
import { html } from "../lib/html.js";
import { Check, Field, Radio } from "./fields.js";

const KINDS = [
  ["signature", "Signature only", "Standard Webhooks, HMAC-SHA256. A secret is made for you and shown once. Enough for most receivers."],
  ["basic", "Signature and HTTP basic", "A user and a password, for gateways that ask for one."],
  ["bearer", "Signature and a fixed token", "Sent as Authorization: Bearer …"],
  ["headers", "Signature and a secret header", "One header field of your own."],
  ["oauth2", "Signature and OAuth 2.0", "A token by client credentials, from your token endpoint."],
];

export function ProofFields({ form, set, faults }) {
  const { proof, proofs } = form;
  const put = (name) => (value) => set("proofs")({ ...proofs, [name]: value });
  const field = (name, label, pointer, rest = {}) => html`<${Field} name=${name} label=${label} value=${proofs[name] ?? ""} set=${put(name)} fault=${faults[pointer]} ...${rest} />`;
  const secret = { type: "password", autocomplete: "new-password" };
  return html`
    <fieldset><legend class="off-screen">Proof</legend>${KINDS.map(([kind, word, hint]) => html`
      <${Radio} name="proof" label=${word} hint=${hint} checked=${proof === kind} set=${() => set("proof")(kind)} />`)}</fieldset>
    <div class="field-row">
      ${proof === "basic" && html`${field("username", "User", "/auth/basic/username")}${field("password", "Password", "/auth/basic/password", secret)}`}
      ${proof === "bearer" && field("bearer", "Token", "/auth/bearer", secret)}
      ${proof === "headers" && html`${field("header", "Header", "/auth/headers", { placeholder: "X-Api-Key" })}${field("header_value", "Value", `/auth/headers/${proofs.header}`, secret)}`}
      ${proof === "oauth2" && html`${field("token_uri", "Token endpoint", "/auth/oauth2/token_uri", { placeholder: "https://…" })}
        ${field("client_id", "Client id", "/auth/oauth2/client_id")}${field("client_secret", "Client secret", "/auth/oauth2/client_secret", secret)}${field("scope", "Scope", "/auth/oauth2/scope")}`}
    </div>
    <${Check} label="Client certificate (mutual TLS)" hint="Beside the rest: our connections show a certificate of yours to a server that asks for one." checked=${Boolean(proofs.mtls)} set=${put("mtls")} />
    ${proofs.mtls && html`
      ${field("certificate", "Certificate", "/auth/mtls/certificate", { rows: 6, wide: true, placeholder: "-----BEGIN CERTIFICATE-----", hint: "PEM: the client's certificate first, then the one that issued it, and so on." })}
      ${field("private_key", "Private key", "/auth/mtls/private_key", { rows: 6, wide: true, placeholder: "-----BEGIN PRIVATE KEY-----", hint: "PEM, without a passphrase. It is never shown again." })}
      <p class="fault" role="alert">${faults["/auth/mtls"]}</p>`}`;
}

/** The `auth` of a subscription for what the form says. */
export function authOf({ proof, proofs }) {
  const { certificate = "", private_key = "" } = proofs;
  return { ...headOf(proof, proofs), ...(proofs.mtls && { mtls: { certificate, private_key } }) };
}

function headOf(proof, proofs) {
  if (proof === "basic") return { basic: { username: proofs.username ?? "", password: proofs.password ?? "" } };
  if (proof === "bearer") return { bearer: proofs.bearer ?? "" };
  if (proof === "headers") return { headers: { [proofs.header ?? ""]: proofs.header_value ?? "" } };
  if (proof === "oauth2") {
    const { token_uri = "", client_id = "", client_secret = "", scope = "" } = proofs;
    return { oauth2: { token_uri, client_id, client_secret, scope } };
  }
  return {};
}
