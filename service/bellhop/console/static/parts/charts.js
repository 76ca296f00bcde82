// Charts over the hours of a day: our own SVG, since the series are short, with the same figures as a table behind.
import { html, useState } from "../lib/html.js";
import { Icon } from "./icon.js";

const WIDTH = 440;
const HEIGHT = 170;
const LEFT = 50;
const BOTTOM = 22;
const TOP = 8;

/**
 * @param {{title: string, hours: {hour: string}[], series: {name: string, word: string, look: string}[], kind?: "bars" | "lines",
 *   format?: (value: number) => string, total?: string}} props each hour has a number (or null) for the name of each series
 */
export function Chart({ title, hours, series, kind = "bars", format = (value) => value.toLocaleString("en"), total }) {
  const [asTable, setAsTable] = useState(false);
  const most = Math.max(1, ...hours.map((hour) => kind === "bars"
    ? series.reduce((sum, each) => sum + (hour[each.name] ?? 0), 0) : Math.max(...series.map((each) => hour[each.name] ?? 0))));
  const top = rounded(most);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const step = (WIDTH - LEFT) / hours.length;
  const x = (index) => LEFT + index * step;
  return html`
    <figure class="chart">
      <figcaption><h2>${title}</h2><strong>${total}</strong>
        <button type="button" class="quiet small" aria-pressed=${asTable} onClick=${() => setAsTable(!asTable)}><${Icon} of="table" />${asTable ? "Chart" : "Table"}</button>
        <ul class="legend" aria-hidden="true">${series.map((each) => html`<li><i class=${`ink-${each.look}`}></i>${each.word}</li>`)}</ul>
      </figcaption>
      ${asTable ? html`<${Figures} title=${title} hours=${hours} series=${series} format=${format} />` : html`
      <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${`${title}; “Table” shows the figures`}>
        ${[0, 0.5, 1].map((share) => html`<g class="grid"><line x1=${LEFT} x2=${WIDTH} y1=${y(top * share)} y2=${y(top * share)} />
          <text x=${LEFT - 6} y=${y(top * share) + 4} text-anchor="end">${format(top * share)}</text></g>`)}
        ${hours.map((hour, index) => index % 6 === 0 && html`<text class="tick" x=${x(index) + step / 2} y=${HEIGHT - 4} text-anchor="middle">${clock(hour.hour)}</text>`)}
        ${kind === "bars" ? bars(hours, series, x, y, step, format) : lines(hours, series, x, y, step)}
      </svg>`}
    </figure>`;
}

function bars(hours, series, x, y, step, format) {
  return hours.map((hour, index) => {
    let sum = 0;
    const said = series.map((each) => `${each.word}: ${format(hour[each.name] ?? 0)}`).join(", ");
    return html`<g><title>${`${clock(hour.hour)}  ${said}`}</title>
      <rect class="hover" x=${x(index)} y=${TOP} width=${step} height=${HEIGHT - TOP - BOTTOM} />
      ${series.map((each) => {
        const value = hour[each.name] ?? 0;
        if (!value) return null;
        sum += value;
        const height = Math.max(1.5, y(sum - value) - y(sum));
        return html`<rect class=${`ink-${each.look}`} x=${x(index) + step * 0.14} width=${step * 0.72} y=${y(sum - value) - height} height=${height} rx="1" />`;
      })}</g>`;
  });
}

/** A line per series; hours without a value interrupt it, and one alone is a dot. */
function lines(hours, series, x, y, step) {
  return series.map((each) => {
    let path = "";
    let open = false;
    const dots = [];
    hours.forEach((hour, index) => {
      const value = hour[each.name];
      if (value === null || value === undefined) {
        open = false;
        return;
      }
      const at = [(x(index) + step / 2).toFixed(1), y(value).toFixed(1)];
      path += `${open ? "L" : "M"}${at.join(" ")}`;
      open = true;
      dots.push(at);
    });
    return html`<g class=${`line-${each.look}`}><path d=${path} />${dots.map(([cx, cy]) => html`<circle cx=${cx} cy=${cy} r="2" />`)}</g>`;
  });
}

function Figures({ title, hours, series, format }) {
  return html`<div class="figures" tabindex="0" role="region" aria-label=${title}><table>
    <thead><tr><th scope="col">Hour</th>${series.map((each) => html`<th scope="col" class="number">${each.word}</th>`)}</tr></thead>
    <tbody>${hours.map((hour) => html`<tr><th scope="row">${clock(hour.hour)}</th>
      ${series.map((each) => html`<td class="number">${hour[each.name] === null ? "–" : format(hour[each.name] ?? 0)}</td>`)}</tr>`)}</tbody></table></div>`;
}

const clock = (hour) => `${String(new Date(hour).getHours()).padStart(2, "0")}:00`;

/** The next round number: 1, 2, 4, 5 or 10 times a power of ten, so that its half is round too. */
function rounded(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 10].find((each) => value <= each * power * (1 + 1e-9));
  return Math.max(2, step * power);
}
