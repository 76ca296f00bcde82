// One event: what happened, and for every subscription why it did or did not get it.
import { get, of } from "../lib/api.js";
import { html } from "../lib/html.js";
import { plain } from "../lib/plain.js";
import { useStore } from "../lib/store.js";
import { Value } from "../parts/body.js";
import { Facts, Panel } from "../parts/facts.js";
import { Head } from "../parts/head.js";
import { Ledger } from "../parts/ledger.js";
import { Shown } from "../parts/states.js";
import { Id, Text } from "../parts/text.js";
import { Time } from "../parts/time.js";
import { at } from "../shell/routes.js";

export default function Event({ tenant, id }) {
  const store = useStore((signal) => get(of(tenant, `events/${id}`), { signal }), [id], { every: 10_000 });
  return html`
    <${Head} title=${store.data?.type ?? id} kind="Event" up=${[at(tenant, "why-not"), "Why not?"]} store=${store} />
    <${Shown} store=${store} what="This event">${(event) => html`
      <${Facts} of=${[
        ["Event", html`<${Id} of=${event.id} />`],
        ["Happened", html`<${Time} at=${event.createdTime} whole />`],
        ["Operation", event.job_id && html`<a href=${at(tenant, `operations/${event.job_id}`)}><code>${event.job_id}</code></a>`],
        ["Published as", event.publish_id && html`<${Text} of=${event.publish_id} mono />`],
        ["Labels", Object.keys(event.labels).length > 0 && html`<span class="tags">${Object.entries(event.labels).map(([name, value]) => html`<bdi class="tag">${plain(name)}: ${plain(value)}</bdi> `)}</span>`],
      ]} />
      <${Panel} title="Who got it, and why not"><${Ledger} tenant=${tenant} event=${event} /><//>
      ${event.payload && html`<${Panel} title="Payload"><${Value} of=${event.payload} /><//>`}`}<//>`;
}
