// What the short words of the API mean, in sentences for somebody who waits for a callback.
import { ago, local, now } from "./time.js";

/** A short word of the API as people write it: "in_flight" is "In flight". */
export const words = (text) => {
  const said = String(text).replaceAll("_", " ");
  return said.charAt(0).toUpperCase() + said.slice(1);
};

const DELIVERY = {
  created: "It is new and leaves as soon as there is a place.",
  retrying: "The last attempt failed; it is tried again.",
  deferred: "No access token could be had, or something on the side of this service stood in the way. No attempt was counted; it is tried again.",
  credentials_unreadable: "The service can no longer read the secrets of this subscription. Give them anew.",
  proxy_failed: "The proxy of this service failed, which is not the endpoint's fault. No attempt was counted.",
  lease_lost: "The process that was sending it is gone. It is sent again, so the endpoint may see it twice.",
  redelivered: "Somebody asked for it to be sent again.",
  fifo_waiting: "An earlier delivery of its queue has not arrived, and this subscription keeps the order.",
  attempts_exhausted: "Every attempt of its schedule failed, so it was given up.",
  too_old: "It got older than this subscription allows, so it was given up.",
  gone: "The endpoint answered 410 Gone, so the subscription was disabled.",
  subscription_deleted: "The subscription was deleted before it could be sent.",
  subscription_disabled: "The subscription was disabled before it could be sent.",
  event_gone: "Its event is older than history is kept.",
  released: "It was given back unsent.",
  skipped_by_request: "Somebody skipped it.",
  sending: "It is being sent at this moment.",
  accepted: "The endpoint answered with a 2xx.",
  paused: "The endpoint asked for a pause (Retry-After). Nothing is sent to it before that is over.",
  no_permission: "The endpoint has not permitted us to send. What comes waits until it does, or gets too old.",
  circuit_open: "The endpoint has failed too often in a row. Only a probe leaves until one succeeds; the rest wait.",
};

const LEDGER = {
  delivered: "It wanted the event, and a delivery was made.",
  replayed: "It was disabled at the time; a replay has made the delivery since.",
  other_type: "It does not ask for events of this type.",
  filtered: "Its filter does not match this event.",
  filter_error: "Its filter could not be answered for this event, most often because a label is missing. An error is no match.",
  disabled: "It was disabled when the event happened. A replay can make up for that.",
  not_entitled: "The tenant was not entitled to webhooks.",
  own_kind: "Events about deliveries are never told to the subscription that they are about.",
  not_addressed: "The event was for one other subscription only, as a ping is.",
};

const ERRORS = {
  blocked_address: "The name leads to an address that is not public, and such addresses are never called.",
  blocked_port: "This port is never called.",
  bad_url: "The URL cannot be called.",
  dns_failed: "The name of the host does not resolve.",
  dns_timeout: "The name of the host did not resolve in time.",
  connect_refused: "Nothing listens there: the connection was refused.",
  connect_timeout: "No connection came about in time. A firewall that drops packets looks like this.",
  connect_failed: "No connection came about.",
  tls_timeout: "The TLS handshake did not end in time.",
  tls_expired: "The certificate of the endpoint has expired.",
  tls_self_signed: "The certificate of the endpoint is signed by itself only.",
  tls_untrusted: "The certificate of the endpoint is signed by nobody known, or its chain is incomplete.",
  tls_wrong_host: "The certificate of the endpoint is for another name.",
  tls_protocol: "The endpoint and this service have no TLS version in common.",
  tls_failed: "The TLS handshake failed.",
  tls_client_certificate_refused: "The endpoint does not accept the client certificate of this subscription.",
  tls_client_certificate_required: "The endpoint demands a client certificate, and this subscription has none.",
  tls_client_certificate_expired: "The client certificate of this subscription has expired. Nothing was sent.",
  first_byte_timeout: "The endpoint took the request and did not answer in time. Answer first, work later.",
  headers_timeout: "The headers of the answer did not end in time.",
  body_timeout: "The body of the answer did not end in time.",
  protocol_error: "The answer is no HTTP.",
  connection_reset: "The endpoint closed the connection before it answered.",
  headers_too_large: "The headers of the answer are too large.",
  token_failed: "No access token came from the token endpoint. No attempt was counted.",
  lease_lost: "The process that was sending it is gone; nobody knows whether the endpoint got it.",
  internal: "Something went wrong on the side of this service. No attempt was counted.",
};

const HISTORY = {
  submitted: "Submitted", claimed: "A worker took it", retry_requested: "The worker asked for another try",
  released: "The worker gave it back", lease_lost: "The worker went silent", cancel_requested: "Somebody asked to cancel",
  deadline_exceeded: "The deadline passed", succeeded: "Succeeded", failed: "Failed", cancelled: "Cancelled",
};

export const ofDelivery = (reason) => DELIVERY[reason] ?? `${words(reason)}.`;
export const ofLedger = (reason) => LEDGER[reason] ?? `${words(reason)}.`;
export const ofError = (error) => ERRORS[error] ?? `${words(error)}.`;
export const ofChange = (event) => HISTORY[event] ?? words(event);

/** What an attempt came to, in a sentence. */
export function ofAttempt(attempt) {
  const { status_code: code, error } = attempt;
  if (code >= 200 && code < 300) return `The endpoint answered ${code}.`;
  if (code >= 300 && code < 400) return `The endpoint answered ${code}. Redirects are never followed: give the final URL.`;
  if (code) return `The endpoint answered ${code}, which is no 2xx.`;
  return error ? ofError(error) : "It has not ended yet.";
}

/** A moment within a sentence, which no line end takes apart. */
const whole = (time) => local(time).replaceAll("-", "\u2011").replace(" ", "\u00a0");

/** When the next attempt is due; one that was due already waits for something else than its time. */
export function ofNext(time) {
  if (Date.parse(time) < now()) return `It has been due since ${whole(time)}.`;
  return `The next attempt is due ${ago(time)} (${whole(time)}).`;
}

/** Where a delivery stands and what comes next, in sentences. */
export function ofStanding(delivery) {
  const said = [ofDelivery(delivery.reason)];
  if (delivery.state === "pending" && delivery.next_attempt_time) said.push(ofNext(delivery.next_attempt_time));
  if (delivery.state === "pending") said.push(`It is given up at ${whole(delivery.give_up_time)} at the latest.`);
  if (delivery.state === "dead") said.push("It can be sent again at any time while history is kept.");
  return said;
}
