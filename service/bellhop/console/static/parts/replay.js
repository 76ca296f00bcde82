// Which deliveries of a subscription to send again, and whether to make those that it missed.
import { html, useState } from "../lib/html.js";
import { Bulk } from "./bulk.js";
import { Dialog } from "./dialog.js";
import { Check, Choice } from "./fields.js";
import { place } from "./text.js";
import { before } from "../lib/time.js";

const HOUR = 3_600_000;
const SPANS = [["1", "The last hour"], ["24", "The last 24 hours"], ["168", "The last 7 days"], ["", "As far as history is kept"]];
const STATES = [
  ["dead", "Dead letters", "Given up after every attempt."],
  ["missed", "Missed events", "Happened while it was disabled; no delivery was made."],
  ["skipped", "Skipped deliveries", ""],
  ["delivered", "Deliveries that arrived", "The receiver gets them once more, with the same id."],
];

export function Replay({ tenant, subscription, close }) {
  const [hours, setHours] = useState("24");
  const [states, setStates] = useState(["dead", "missed"]);
  const [counts, setCounts] = useState(null);
  if (counts) {
    return html`<${Bulk} tenant=${tenant} path=${`subscriptions/${subscription.id}:replay`} body=${counts} title="Replay" close=${close}
      where=${html`to <bdi class="mono">${place(subscription.uri)}</bdi>.`} />`;
  }
  const submit = (event) => {
    event.preventDefault();
    setCounts({ states, ...(hours && { since: before(Number(hours) * HOUR) }) });
  };
  return html`<${Dialog} title="Replay" close=${close}>
    <form onSubmit=${submit}>
      <div class="ask"><${Choice} name="since" label="Made in" value=${hours} set=${setHours} options=${SPANS} />
        <fieldset><legend>What is sent again</legend>${STATES.map(([state, word, hint]) => html`
          <${Check} label=${word} hint=${hint} checked=${states.includes(state)}
            set=${(on) => setStates(on ? [...states, state] : states.filter((each) => each !== state))} />`)}</fieldset></div>
      <footer><button type="button" onClick=${close}>Leave it</button>
        <button type="submit" class="primary" disabled=${!states.length}>Count first</button></footer>
    </form>
  <//>`;
}
