// Starts the console: takes the code of a portal link, asks who we are, shows the page of the URL.
import { get, post, Problem } from "../lib/api.js";
import { html, render, useEffect, useState } from "../lib/html.js";
import { session } from "../lib/session.js";
import { useWatch } from "../lib/store.js";
import { Failed, Loading } from "../parts/states.js";
import { Frame } from "./frame.js";
import { Doorway } from "./doorway.js";
import { listen } from "./keyboard.js";
import { follow, replace, useRoute } from "./router.js";
import { home } from "./routes.js";
import { applyTheme } from "./theme.js";

const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code !== null) history.replaceState(null, "", location.pathname + location.search); // it works once: nobody shall find it

/** Exchange the code of a link for the key of this tab; a frame that is loaded again has it already. */
async function enter() {
  if (session.opens(code)) return;
  try {
    const given = await post("/v2/portal-sessions:exchange", { code }, { key: null });
    session.begin({ key: given.key, code, return_uri: given.return_uri, theme: given.theme });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    session.end("link");
  }
}

async function begin() {
  if (code !== null) await enter();
  if (!session.key) return;
  try {
    session.know(await get("/v2/me"));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status !== 401) session.end("refused");
  }
}

function Console() {
  useWatch(session);
  const [started, setStarted] = useState(null);
  const route = useRoute();
  const start = () => begin().then(() => setStarted("yes"), (error) => setStarted(error));
  useEffect(() => void start(), []);
  useEffect(() => applyTheme(), [session.theme]);
  useEffect(() => {
    if (session.me && !route.page) replace(home(session.me));
  });
  if (started === null) return html`<div class="alone"><${Loading} what="Opening the console" /></div>`;
  if (started !== "yes") return html`<div class="alone"><${Failed} error=${started} again=${start} /></div>`;
  if (!session.me) return html`<${Doorway} />`;
  return html`<${Frame} route=${route} />`;
}

applyTheme();
follow();
listen();
const root = document.getElementById("console");
root.textContent = "";
render(html`<${Console} />`, root);
