// What a doctor finds about the installation.
import { get } from "../lib/api.js";
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { useStore } from "../lib/store.js";
import { words } from "../lib/words.js";
import { Panel } from "./facts.js";
import { State } from "./state.js";
import { Shown } from "./states.js";

const LOOKS = { fine: "ok", warning: "failing", problem: "failed", wrong: "failed" };

export function Findings() {
  const store = useStore((signal) => get("/v2/admin/doctor", { signal }), [], { every: 0 });
  return html`
    <${Panel} title="What a doctor finds">
      <${Shown} store=${store} what="The findings">${({ results }) => html`<ul class="parts">${results.map((each) => html`
        <li><${State} of=${LOOKS[each.level] ?? "failed"} word=${words(each.level)} /><bdi>${plain(each.sentence)}</bdi></li>`)}</ul>`}<//>
    <//>`;
}
