// A state by colour and by word.
import { html } from "../lib/html.js";
import { words } from "../lib/words.js";

const LOOKS = {
  delivered: "good", succeeded: "good", enabled: "good", accepted: "good", ok: "good", closed: "good", replayed: "good",
  dead: "bad", failed: "bad", open: "bad", error: "bad", expired: "bad",
  in_flight: "busy", running: "busy",
  pending: "wait", retrying: "wait", paused: "warn", failing: "warn", disabled: "warn", filter_error: "warn", expiring: "warn",
};

export function State({ of: state, word }) {
  return html`<span class="state ${LOOKS[state] ?? "idle"}"><i aria-hidden="true"></i>${word ?? words(state)}</span>`;
}

export function Status({ code, error }) {
  if (code) return html`<span class="status ${code < 300 ? "good" : "bad"}">${code}</span>`;
  if (error) return html`<span class="status bad">${words(error)}</span>`;
  return html`<span class="none">–</span>`;
}
