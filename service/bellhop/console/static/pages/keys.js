// Every key, for the operator.
import { html } from "../lib/html.js";
import { Head } from "../parts/head.js";
import { KeyList } from "../parts/key_list.js";

export default function Keys() {
  return html`<${Head} title="Keys" /><p class="lead">A key is shown once, kept as a hash, and works until it ends or is revoked.</p><${KeyList} title="All keys" />`;
}
