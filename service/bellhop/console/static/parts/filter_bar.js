// The filter of a list. Chips and fields edit a CEL text, which stands in the URL: a link keeps it, curl takes it.
import { asked, asking, isSimple } from "../lib/cel.js";
import { html, useEdited } from "../lib/html.js";
import { before } from "../lib/time.js";
import { setQuery } from "../shell/router.js";
import { Chips } from "./fields.js";
import { Icon } from "./icon.js";
import { Copy } from "./copy.js";

const SPANS = [["", "All time"], ["1", "Last hour"], ["24", "Last 24 hours"], ["168", "Last 7 days"]];
const HOUR = 3_600_000;

/**
 * @param {{filter: string, example: string, states?: string[], words?: (state: string) => string, fault?: string, time?: string,
 *   fields: {field: string, label: string, options?: [string, string][], placeholder?: string}[]}} props
 *   `example` is a filter that this list takes, with a value that there is
 */
export function FilterBar({ filter, example, states, words, fields, fault, time = "createdTime" }) {
  const simple = isSimple(filter);
  const set = (text) => setQuery({ filter: text });
  return html`
    <div class="filters" role="search">
      ${states && html`<${Chips} label="State" value=${simple ? asked(filter, "state") : null} options=${[["", "All"], ...states.map((each) => [each, words(each)])]}
        set=${(state) => set(asking(filter, "state", state))} />`}
      <div class="filter-fields">
        ${fields.map((each) => html`<${One} key=${each.field} ...${each} filter=${filter} set=${set} disabled=${!simple} />`)}
        <${Since} filter=${filter} set=${set} time=${time} disabled=${!simple} />
      </div>
      <${Written} filter=${filter} example=${example} set=${set} fault=${fault} />
    </div>`;
}

function One({ field, label, options, placeholder, filter, set, disabled }) {
  const value = asked(filter, field);
  const [text, setText] = useEdited(value);
  const id = `filter-${field}`;
  const change = (event) => set(asking(filter, field, event.target.value.trim()));
  return html`<span class="filter-one"><label for=${id}>${label}</label>
    ${options
      ? html`<select id=${id} disabled=${disabled} onChange=${change}>
          ${[["", "Any"], ...options, ...(value && !options.some(([each]) => each === value) ? [[value, value]] : [])]
            .map(([each, word]) => html`<option value=${each} selected=${each === value}>${word}</option>`)}</select>`
      : html`<input id=${id} value=${text} placeholder=${placeholder} disabled=${disabled} autocomplete="off" spellcheck=${false}
          onInput=${(event) => setText(event.target.value)} onChange=${change} />`}</span>`;
}

function Since({ filter, set, time, disabled }) {
  const since = asked(filter, time, ">=");
  const hours = since === "" ? NaN : Math.round((Date.now() - Date.parse(since)) / HOUR);
  const known = SPANS.find(([each]) => each && Math.abs(Number(each) - hours) <= Math.max(1, Number(each) / 50))?.[0];
  const change = (event) => {
    const chosen = event.target.value;
    if (chosen === "since") return;
    set(asking(filter, time, chosen && before(Number(chosen) * HOUR), { operator: ">=", moment: true }));
  };
  return html`<span class="filter-one"><label for="filter-since">Time</label>
    <select id="filter-since" disabled=${disabled} onChange=${change}>
      ${SPANS.map(([each, word]) => html`<option value=${each} selected=${each === (known ?? "")}>${word}</option>`)}
      ${since && known === undefined && html`<option value="since" selected>Since ${since.slice(0, 16).replace("T", " ")} UTC</option>`}
    </select></span>`;
}

/** The filter as the API reads it. */
function Written({ filter, example, set, fault }) {
  const [text, setText] = useEdited(filter);
  const submit = (event) => {
    event.preventDefault();
    set(text.trim());
  };
  return html`
    <form class="written" onSubmit=${submit}>
      <label for="filter" class="off-screen">Filter, as the API reads it</label>
      <${Icon} of="search" />
      <input id="filter" data-search class="mono" value=${text} placeholder=${`Filter in CEL, such as  ${example}   ( / )`} autocomplete="off"
        spellcheck=${false} aria-invalid=${Boolean(fault)} aria-describedby="filter-fault" onInput=${(event) => setText(event.target.value)} />
      ${text.trim() !== filter && html`<button type="submit" class="primary">Apply</button>`}
      ${filter && html`<button type="button" onClick=${() => set("")}><${Icon} of="close" />Clear</button>
        <${Copy} text=${() => location.href} what="link" label="Link" quiet=${true} />`}
      <p class="fault" id="filter-fault" role="alert">${fault}</p>
    </form>`;
}
