// A filter, and beside it which of the newest events it would let through.
import { of, post } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { words } from "../lib/words.js";
import { Field } from "./fields.js";
import { State } from "./state.js";
import { Text } from "./text.js";
import { Time } from "./time.js";

const PAUSE = 500;

export function FilterTrial({ tenant, types, filter, set, fault }) {
  const [tried, setTried] = useState(null);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    const ending = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const body = { event_types: types, filter: filter.trim() || null };
        const answer = await post(of(tenant, "subscriptions:test-filter"), body, { signal: ending.signal });
        setTried(answer.results.filter((each) => each.reason !== "other_type" && each.reason !== "not_addressed"));
        setWrong("");
      } catch (error) {
        if (!ending.signal.aborted) setWrong(Object.values(error.faults ?? {})[0] ?? error.message);
      }
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [tenant, types, filter]);
  const count = tried?.filter((each) => each.matches).length;
  return html`
    <div class="picker">
      <div>
        <${Field} name="filter" wide rows="4" label="Filter (CEL)" class="mono" value=${filter} set=${set} fault=${wrong || fault}
          placeholder=${'labels.team == "blue" && status == "failed"'}
          hint="Leave it empty to hear every event of these types. You may ask for type, action, status, parent, source and labels." />
        <p class="hint">A label that an event does not have is an error, and an error is no match. The ledger of each event says so.</p>
      </div>
      <aside class="example" aria-label="The newest events">
        <h3>The newest events</h3>
        ${!tried ? html`<p class="hint">${wrong ? "Repair the filter to see what it lets through." : "Asking…"}</p>`
          : tried.length === 0 ? html`<p class="hint">No event of these types has happened lately, so there is nothing to try it on.</p>`
            : html`<p role="status">${count} of ${tried.length} of these types would be sent.</p>
              <ul class="tried">${tried.map((each) => html`<li><${State} of=${each.matches ? "delivered" : each.reason} word=${each.matches ? "Sent" : words(each.reason)} />
                <${Text} of=${each.type} mono /><${Time} at=${each.createdTime} /></li>`)}</ul>`}
      </aside>
    </div>`;
}
