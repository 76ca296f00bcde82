// The event types that one may ask for, each with an example of what arrives.
import { html, useState } from "../lib/html.js";
import { Value } from "./body.js";
import { Check } from "./fields.js";
import { Prose } from "./text.js";

export function TypePicker({ types, aliases, chosen, set }) {
  const [shown, setShown] = useState(types[0]?.type);
  const [own, setOwn] = useState("");
  const example = types.find((each) => each.type === shown);
  const known = new Set([...types.map((each) => each.type), ...aliases.map((each) => each.type), "operation.*"]);
  const toggle = (type) => (on) => set(on ? [...chosen, type] : chosen.filter((each) => each !== type));
  const add = () => {
    const type = own.trim();
    if (type && !chosen.includes(type)) set([...chosen, type]);
    setOwn("");
  };
  const line = (type, hint) => html`<li onMouseEnter=${() => setShown(type)} onFocusIn=${() => setShown(type)}>
    <${Check} label=${html`<code>${type}</code>`} hint=${hint} checked=${chosen.includes(type)} set=${toggle(type)} /></li>`;
  return html`
    <div class="picker">
      <ul class="types">
        ${line("operation.*", "Every end of every operation.")}
        ${types.map((each) => line(each.type, html`<${Prose} of=${each.description} />${each.deprecated && " Deprecated."}`))}
        ${aliases.map((each) => line(each.type, html`<${Prose} of=${each.description} />`))}
        ${chosen.filter((each) => !known.has(each)).map((each) => line(each, "Your own choice."))}
        <li class="own"><label for="own-type">Another type, or <code>prefix.*</code></label>
          <input id="own-type" class="mono" value=${own} placeholder="design.*" spellcheck=${false} autocomplete="off" onInput=${(event) => setOwn(event.target.value)}
            onKeyDown=${(event) => event.key === "Enter" && (event.preventDefault(), add())} />
          <button type="button" disabled=${!own.trim()} onClick=${add}>Add</button></li>
      </ul>
      <aside class="example" aria-label="Example">${example ? html`<h3><code>${example.type}</code></h3>
          ${example.example ? html`<${Value} of=${example.example} label="What arrives" />` : html`<p class="hint">Its publisher gives no example.</p>`}`
        : html`<p class="hint">Point at a type to see what arrives.</p>`}</aside>
    </div>`;
}
