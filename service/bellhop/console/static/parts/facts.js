// Names and values, in a grid.
import { html } from "../lib/html.js";

/** @param {{of: [string, any][]}} props pairs; those without a value are left out */
export const Facts = ({ of: pairs }) => html`
  <dl class="facts">${pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

export const Panel = ({ title, children, extra, id }) => html`
  <section class="panel" aria-labelledby=${id ?? `panel-${title}`.replace(/\W+/g, "-").toLowerCase()}>
    <header><h2 id=${id ?? `panel-${title}`.replace(/\W+/g, "-").toLowerCase()}>${title}</h2>${extra}</header>${children}</section>`;
