// A list of thousands of rows of which only those near the screen exist.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { MOST_ROWS } from "../lib/list_store.js";
import { Icon } from "./icon.js";
import { Shown } from "./states.js";

const AROUND = 10;

/**
 * @param {{rows: any[], columns: {name: string, label: string, cell: (row: any) => any, slot?: string}[], href?: (row: any) => string,
 *   label: string, template: string, more?: () => void, seen?: (from: number, to: number) => void}} props
 *   `template` are the widths of the columns; `slot` is the place of a cell on a narrow screen (a, b: first line left
 *   and right; c, d: second line), without one it is left out there. The cell that `links` (else the first) is the link of its row
 */
export function Rows({ rows, columns, href, label, template, more, seen, total }) {
  const body = useRef(null);
  const [[from, to], setSpan] = useState([0, 60]);
  const height = useRowHeight(body);
  const look = () => {
    if (!body.current) return;
    const top = body.current.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height) - AROUND);
    const last = first + Math.ceil(innerHeight / height) + 2 * AROUND;
    setSpan((before) => (before[0] === first && before[1] === last ? before : [first, last]));
  };
  useEffect(() => {
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [height]);
  useEffect(() => {
    seen?.(from, to);
    if (to > rows.length - 3 * AROUND) more?.();
  }, [from, to, rows.length]);
  const start = Math.min(from, Math.max(0, rows.length - 1));
  const shown = rows.slice(start, to);
  const below = Math.max(0, rows.length - start - shown.length);
  const padding = { paddingTop: `${start * height}px`, paddingBottom: `${below * height}px` };
  return html`
    <div class="rows" role="table" aria-label=${label} aria-rowcount=${total ?? rows.length + 1} style=${{ "--columns": template }}>
      <div role="rowgroup" class="rows-head"><div role="row">
        ${columns.map((each) => html`<span role="columnheader" class=${`col-${each.name} slot-${each.slot ?? "none"}`}>${each.label}</span>`)}
      </div></div>
      <div role="rowgroup" class="rows-body" ref=${body} style=${padding}>
        ${shown.map((row, index) => html`<${Row} key=${row.id ?? start + index} row=${row} at=${start + index + 2} columns=${columns} href=${href} />`)}
      </div>
    </div>`;
}

function Row({ row, at, columns, href }) {
  const to = href?.(row);
  const linked = columns.find((each) => each.links) ?? columns[0];
  const open = (event) => {
    if (!to || event.target.closest("a, button, input, label") || getSelection().toString()) return;
    event.currentTarget.querySelector("[data-row]").click();
  };
  return html`
    <div role="row" aria-rowindex=${at} class=${to ? "opens" : ""} onClick=${open}>
      ${columns.map((each) => html`<span role="cell" class=${`col-${each.name} slot-${each.slot ?? "none"}`}>
        ${to && each === linked ? html`<a href=${to} data-row>${each.cell(row)}</a>` : each.cell(row)}</span>`)}
    </div>`;
}

/** The height that the style gives to a row: another one where the screen is narrow. */
function useRowHeight(body) {
  const [height, setHeight] = useState(40);
  useLayoutEffect(() => {
    const measure = () => {
      const said = body.current && parseFloat(getComputedStyle(body.current).getPropertyValue("--row-height"));
      if (said) setHeight(said);
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return height;
}

/** A list that is read page by page, with what is new above it and what is missing below it. */
export function LiveRows({ store, empty, what, ...rest }) {
  return html`<${Shown} store=${store} what=${what}>${({ rows, fresh, token }) => html`
    ${fresh.length > 0 && html`<p class="fresh"><button type="button" class="primary" onClick=${() => store.showFresh()}>
      <${Icon} of="plus" />${fresh.length} new</button></p>`}
    ${rows.length + fresh.length === 0 ? empty
      : html`<${Rows} rows=${rows} label=${what} total=${token ? -1 : undefined} ...${rest}
          more=${() => store.more()} seen=${(from, to) => (store.seen = [from, to])} />`}
    <p class="rows-foot" role="status">${foot(rows.length, token, store.fetching)}</p>`}<//>`;
}

function foot(count, token, fetching) {
  if (!count) return "";
  if (fetching) return "Reading more…";
  if (count >= MOST_ROWS) return `The newest ${count.toLocaleString("en")} are shown. Narrow the filter to see older ones.`;
  return token ? `${count.toLocaleString("en")} read; more below` : `${count.toLocaleString("en")} in all`;
}
