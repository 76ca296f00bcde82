// How requests of a new subscription prove who sent them.
import { html } from "../lib/html.js";
import { Check, Choice, Field, Radio } from "./fields.js";

const KINDS = [
  ["signature", "Signature only", "Standard Webhooks, HMAC-SHA256. A secret is made for you and shown once. Enough for most receivers."],
  ["basic", "Signature and HTTP basic", "A user and a password, for gateways that ask for one."],
  ["bearer", "Signature and a fixed token", "Sent as Authorization: Bearer …"],
  ["headers", "Signature and a secret header", "One header field of your own."],
  ["oauth2", "Signature and OAuth 2.0", "A token by client credentials, from your token endpoint."],
];

const CLIENT_AUTH = [
  ["auto", "By HTTP basic, else in the body"],
  ["client_secret_basic", "By HTTP basic"],
  ["client_secret_post", "In the body"],
  ["private_key_jwt", "By a signed assertion (private_key_jwt)"],
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
        ${field("client_id", "Client id", "/auth/oauth2/client_id")}
        <${Choice} name="client_auth" label="The client proves itself" value=${proofs.client_auth ?? "auto"} set=${put("client_auth")} options=${CLIENT_AUTH} fault=${faults["/auth/oauth2/client_auth"]} />
        ${proofs.client_auth === "private_key_jwt"
          ? html`${field("private_key", "Private key", "/auth/oauth2/private_key", { rows: 6, wide: true, placeholder: "-----BEGIN PRIVATE KEY-----", hint: "PEM without a passphrase: RSA of 2,048 to 4,096 bits, P-256 or Ed25519. It is never shown again." })}
            ${field("key_id", "Key id", "/auth/oauth2/key_id", { hint: "How your server calls the key (kid), if it wants that." })}
            ${field("algorithm", "Algorithm", "/auth/oauth2/algorithm", { placeholder: "RS256, PS256, ES256 or EdDSA", hint: "Empty: what is usual for the key." })}`
          : field("client_secret", "Client secret", "/auth/oauth2/client_secret", secret)}
        ${field("scope", "Scope", "/auth/oauth2/scope")}
        ${field("extra_parameters", "More parameters", extraFault(faults), { rows: 3, wide: true, placeholder: "audience=https://api.example.com", hint: "One a line, name=value, such as audience or resource; at most 8. They are shown to readers." })}`}
    </div>
    <${Check} label="Sign with our key pair, too" checked=${form.ed25519} set=${set("ed25519")}
      hint="Ed25519: a public key verifies it, so your receiver holds nothing that can sign. The key is shown with the subscription, at any time." />
    <${Check} label="Client certificate (mutual TLS)" hint="Beside the rest: our connections show a certificate of yours to a server that asks for one." checked=${Boolean(proofs.mtls)} set=${put("mtls")} />
    ${proofs.mtls && html`
      ${field("certificate", "Certificate", "/auth/mtls/certificate", { rows: 6, wide: true, placeholder: "-----BEGIN CERTIFICATE-----", hint: "PEM: the client's certificate first, then the one that issued it, and so on." })}
      ${field("certificate_key", "Private key", "/auth/mtls/private_key", { rows: 6, wide: true, placeholder: "-----BEGIN PRIVATE KEY-----", hint: "PEM, without a passphrase. It is never shown again." })}
      <p class="fault" role="alert">${faults["/auth/mtls"]}</p>`}`;
}

/** Where the service found something wrong with the parameters, whichever of them it is. */
const extraFault = (faults) => Object.keys(faults).find((pointer) => pointer.startsWith("/auth/oauth2/extra_parameters")) ?? "/auth/oauth2/extra_parameters";

/** The parameters in lines of `name=value`. */
const parameters = (text) => Object.fromEntries(text.split("\n").filter((line) => line.trim()).map((line) => {
  const [name, ...value] = line.split("=");
  return [name.trim(), value.join("=").trim()];
}));

/** The `auth` of a subscription for what the form says. */
export function authOf({ proof, proofs, ed25519 }) {
  const { certificate = "", certificate_key = "" } = proofs;
  return { ...headOf(proof, proofs), ...(ed25519 && { ed25519: true }), ...(proofs.mtls && { mtls: { certificate, private_key: certificate_key } }) };
}

function headOf(kind, proofs) {
  if (kind === "basic") return { basic: { username: proofs.username ?? "", password: proofs.password ?? "" } };
  if (kind === "bearer") return { bearer: proofs.bearer ?? "" };
  if (kind === "headers") return { headers: { [proofs.header ?? ""]: proofs.header_value ?? "" } };
  if (kind === "oauth2") {
    const { token_uri = "", client_id = "", client_secret = "", scope = "", client_auth = "auto", extra_parameters = "" } = proofs;
    const { private_key = "", key_id = "", algorithm = "" } = proofs;
    const proof = client_auth !== "private_key_jwt" ? { client_secret }
      : { private_key, ...(key_id.trim() && { key_id: key_id.trim() }), ...(algorithm.trim() && { algorithm: algorithm.trim() }) };
    return { oauth2: { token_uri, client_id, scope, client_auth, extra_parameters: parameters(extra_parameters), ...proof } };
  }
  return {};
}
