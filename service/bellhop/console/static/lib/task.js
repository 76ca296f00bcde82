// What a person sets going with a button: whether it is under way, and why it failed, in words.
import { useState } from "./html.js";

/** `run(...)` does the work; `busy` until it has ended, then `fault` says why it failed, "" when it did not. */
export function useTask(work) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const run = async (...given) => {
    setBusy(true);
    setFault("");
    try {
      await work(...given);
    } catch (error) {
      setFault(error.message);
    } finally {
      setBusy(false);
    }
  };
  return { busy, fault, run };
}
