// Fields of forms: a name, a hint, and what the service said is wrong with the value.
import { html } from "../lib/html.js";

const idOf = (name) => `field-${name.replace(/\W+/g, "-")}`;

export function Field({ name, label, hint, fault, value, set, type = "text", placeholder, wide, rows, ...rest }) {
  const id = idOf(name);
  const shared = {
    id, name, value, placeholder, "aria-describedby": `${id}-hint ${id}-fault`, "aria-invalid": Boolean(fault),
    onInput: (event) => set(event.target.value), spellcheck: false, autocomplete: "off", ...rest,
  };
  return html`
    <div class="field ${wide ? "wide" : ""}">
      <label for=${id}>${label}</label>
      ${rows ? html`<textarea rows=${rows} ...${shared}></textarea>` : html`<input type=${type} ...${shared} />`}
      <p id=${`${id}-hint`} class="hint">${hint}</p>
      <p id=${`${id}-fault`} class="fault" role="alert">${fault}</p>
    </div>`;
}

export function Choice({ name, label, hint, value, set, options, fault }) {
  const id = idOf(name);
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} name=${name} aria-describedby=${`${id}-hint`} onChange=${(event) => set(event.target.value)}>
        ${options.map(([each, word]) => html`<option value=${each} selected=${each === value}>${word}</option>`)}
      </select>
      <p id=${`${id}-hint`} class="hint">${hint}</p>
      <p class="fault" role="alert">${fault}</p>
    </div>`;
}

export const Check = ({ label, hint, checked, set, ...rest }) => html`
  <label class="check"><input type="checkbox" checked=${checked} onChange=${(event) => set(event.target.checked)} ...${rest} />
    <span>${label}${hint && html`<small>${hint}</small>`}</span></label>`;

export const Radio = ({ name, label, hint, checked, set }) => html`
  <label class="check"><input type="radio" name=${name} checked=${checked} onChange=${set} />
    <span>${label}${hint && html`<small>${hint}</small>`}</span></label>`;

/** Some choices of which one holds, as a row of buttons. */
export const Chips = ({ label, options, value, set }) => html`
  <div class="chips" role="group" aria-label=${label}>
    ${options.map(([each, word]) => html`
      <button type="button" aria-pressed=${each === value} onClick=${() => set(each)}>${word}</button>`)}
  </div>`;
