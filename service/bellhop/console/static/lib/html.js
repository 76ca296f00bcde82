// What every part is written with: htm's template strings on Preact, and its hooks.
import { Fragment, h, render } from "../vendor/preact.mjs";
import htm from "../vendor/htm.mjs";
import { useLayoutEffect, useState } from "../vendor/hooks.mjs";

export { Fragment, render };
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/hooks.mjs";

/** An element from a template: html`<p class=${name}>${text}</p>`. Text stays text; there is no way to markup. */
export const html = htm.bind(h);

/** A text that can be edited, and that becomes what stands elsewhere when that changes. At once: a picture later it would take
 * away what was typed meanwhile. */
export function useEdited(value) {
  const [text, setText] = useState(value);
  useLayoutEffect(() => setText(value), [value]);
  return [text, setText];
}
