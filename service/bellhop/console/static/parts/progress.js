// How far an operation is, as its worker says.
import { html } from "../lib/html.js";
import { oneLine } from "../lib/plain.js";

/** Its share from 0 to 1; null when the worker says nothing that could be measured. */
function share(progress) {
  if (progress?.percent !== undefined) return Math.min(1, Math.max(0, Number(progress.percent) / 100));
  if (progress?.total_items > 0 && progress.completed_items !== undefined) {
    return Math.min(1, Math.max(0, Number(progress.completed_items) / Number(progress.total_items)));
  }
  return null;
}

export function Progress({ of: progress, done, small }) {
  const known = done ? 1 : share(progress);
  const counted = progress?.total_items !== undefined && `${progress.completed_items ?? 0} of ${progress.total_items}`;
  const said = [known !== null && `${Math.round(known * 100)} %`, counted, progress?.message && oneLine(progress.message, 120)].filter(Boolean);
  return html`
    <div class="progress ${small ? "small" : ""}">
      <progress max="1" value=${known ?? undefined} aria-label="Progress"></progress>
      ${!small && said.length > 0 && html`<p><bdi>${said.join(" · ")}</bdi></p>`}
      ${small && known !== null && html`<span class="number">${Math.round(known * 100)} %</span>`}
    </div>`;
}
