// How an endpoint does, in words: its pause, its circuit, its failures, the next probe.
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { at } from "../shell/routes.js";
import { State } from "./state.js";
import { place, Text } from "./text.js";
import { Time } from "./time.js";

/** One word for a subscription: enabled, failing, open (nothing leaves but probes), paused, disabled. */
export function standingOf({ state, health }) {
  if (state === "disabled") return "disabled";
  const missing = health.permission?.state === "missing";
  if (health.pause && !missing && health.credentials !== "unreadable") return "paused";
  if (health.circuit.state === "open" || missing || health.credentials === "unreadable") return "open";
  return health.consecutive_failures > 0 ? "failing" : "enabled";
}

const DISABLED = {
  by_request: "Somebody disabled it.",
  gone: "Its endpoint answered 410 Gone.",
  failing: "Its endpoint has failed for five days.",
};
const WORDS = { open: "Held back", failing: "Failing", paused: "Paused", enabled: "Enabled", disabled: "Disabled" };

export const isFailing = (subscription) => {
  const standing = standingOf(subscription);
  return ["open", "paused", "failing"].includes(standing) || (standing === "disabled" && subscription.disabled_reason !== "by_request");
};

export const Standing = ({ of: subscription }) => {
  const standing = standingOf(subscription);
  return html`<${State} of=${standing} word=${WORDS[standing]} />`;
};

const TOKEN = "token_failed: ";
const lacksToken = (health) => String(health.last_failure ?? "").startsWith(TOKEN);
const tokenOf = (health) => String(health.last_failure).slice(TOKEN.length);

/** Why, and what comes next. */
export function why({ state, disabled_reason: reason, disabled_time: since, health }) {
  if (state === "disabled") return html`${reason === "failing" && lacksToken(health) ? `For five days ${tokenOf(health)}.` : DISABLED[reason] ?? ""} Nothing is sent until it is enabled again. ${since && html`Since <${Time} at=${since} />.`}`;
  if (health.credentials === "unreadable") return "The service can no longer read its secrets. Nothing leaves until they are given anew.";
  if (health.certificate === "expired") return "Its client certificate has expired. Deliveries fail until another one is given.";
  if (health.permission?.state === "missing") {
    const { reason, last_asked_time: asked, next_ask_time: next } = health.permission;
    return html`The endpoint has not permitted us to send, so what comes waits.${asked && html` It was asked <${Time} at=${asked} />${reason && html`: <bdi>${plain(reason)}</bdi>`}.`}${next && html` It is asked${asked ? " again" : ""} <${Time} at=${next} />.`}`;
  }
  if (health.pause) {
    return html`Its endpoint asked for a pause (${plain(health.pause.reason)}). Nothing leaves until <${Time} at=${health.pause.end_time} whole />${health.circuit.state === "open" ? ", and then one probe first" : ""}.`;
  }
  if (health.circuit.state === "open") {
    return html`${plain(health.circuit.reason ?? "It fails")}. Only a probe leaves until one succeeds; the next is due <${Time} at=${health.circuit.next_probe_time} />.`;
  }
  if (health.consecutive_failures > 0 && lacksToken(health)) {
    return html`No access token since <${Time} at=${health.failing_since_time} />: ${plain(tokenOf(health))}. Deliveries wait, and no attempt is counted.`;
  }
  if (health.consecutive_failures > 0) {
    return html`${health.consecutive_failures} ${Number(health.consecutive_failures) === 1 ? "failure" : "failures"} in a row, the last <${Time} at=${health.last_failure_time} />. Each delivery is tried again by its schedule.`;
  }
  if (health.certificate === "expiring") return "Its client certificate ends soon. Give a renewed one before that.";
  return health.last_success_time ? html`The last delivery arrived <${Time} at=${health.last_success_time} />.` : "Nothing was sent to it yet.";
}

export function Trouble({ tenant, subscription }) {
  return html`<li>
    <a href=${at(tenant, `subscriptions/${subscription.id}`)}><${Text} of=${place(subscription.uri || subscription.uri_template || "pull")} mono /></a>
    <${Standing} of=${subscription} />
    <p>${why(subscription)}</p>
  </li>`;
}
