// A dialog of the browser's own: it keeps the focus, Esc closes it, and what is behind cannot be reached.
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useTask } from "../lib/task.js";
import { Icon } from "./icon.js";
import { toast } from "./toast.js";

export function Dialog({ title, close, wide = false, children }) {
  const element = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current.showModal();
    return () => before?.isConnected && before.focus({ preventScroll: true });
  }, []);
  return html`
    <dialog ref=${element} class=${wide ? "wide" : ""} aria-labelledby="dialog-title"
      onClose=${close} onClick=${(event) => event.target === element.current && element.current.close()}>
      <div class="dialog">
        <header><h2 id="dialog-title">${title}</h2>
          <button type="button" class="quiet" onClick=${() => element.current.close()}><${Icon} of="close" />Close</button></header>
        ${children}
      </div>
    </dialog>`;
}

/** Asks before something that cannot be taken back, with what it will touch. `run` that ends in "stay" keeps it open. */
export function Ask({ title, verb, danger = true, run, close, children }) {
  const { busy, fault, run: go } = useTask(async () => {
    if ((await run()) !== "stay") close();
  });
  const submit = (event) => {
    event.preventDefault();
    go();
  };
  return html`<${Dialog} title=${title} close=${close}>
    <form onSubmit=${submit}>
      <div class="ask">${children}</div>
      <p class="fault" role="alert">${fault}</p>
      <footer>
        <button type="button" onClick=${close}>Leave it</button>
        <button type="submit" class=${danger ? "danger" : "primary"} disabled=${busy}>${busy ? "Working…" : verb}</button>
      </footer>
    </form>
  <//>`;
}

/** A button that does something at once and says what came of it. */
export function Do({ icon, run, done, children, ...rest }) {
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    try {
      await run();
      if (done) toast(done);
    } catch (error) {
      toast(error.message, "bad");
    } finally {
      setBusy(false);
    }
  };
  return html`<button type="button" ...${rest} disabled=${busy || rest.disabled} onClick=${go}>
    ${icon && html`<${Icon} of=${icon} />`}${children}</button>`;
}
