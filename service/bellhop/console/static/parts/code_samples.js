// Code that verifies a request, in five languages, with the reader's own ids in it. It needs no library.
import { html, useState } from "../lib/html.js";
import { Copy } from "./copy.js";
import { Chips } from "./fields.js";

const PLACE = "bellhop.language";

const python = (name) => `import base64, hmac, os, time

SECRET = base64.b64decode(os.environ["${name}"].removeprefix("whsec_"))

def is_genuine(headers: dict[str, str], body: bytes) -> bool:
    """headers by lower-case name; body: the bytes as they came, before anything parses them."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    id, moment, given = (headers.get(name, "").encode(errors="surrogateescape") for name in names)  # any bytes may come
    if not (moment.isdigit() and len(moment) < 20 and abs(time.time() - int(moment)) <= 300):
        return False
    signed = b"%b.%b.%b" % (id, moment, body)
    wanted = b"v1," + base64.b64encode(hmac.digest(SECRET, signed, "sha256"))
    return any(hmac.compare_digest(wanted, each) for each in given.split())
`;

const javascript = (name) => `import { createHmac, timingSafeEqual } from "node:crypto";

const secret = Buffer.from(process.env.${name}.replace("whsec_", ""), "base64");

/** headers by lower-case name; body: the Buffer as it came, before anything parses it. */
export function isGenuine(headers, body) {
  const moment = headers["webhook-timestamp"];
  if (!(Math.abs(Date.now() / 1000 - Number(moment)) <= 300)) return false;
  const signed = Buffer.concat([Buffer.from(\`\${headers["webhook-id"]}.\${moment}.\`), body]);
  const wanted = Buffer.from("v1," + createHmac("sha256", secret).update(signed).digest("base64"));
  return (headers["webhook-signature"] ?? "").split(" ").map((each) => Buffer.from(each))
    .some((each) => each.length === wanted.length && timingSafeEqual(each, wanted));
}
`;

const go = (name) => `package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// IsGenuine gets the body as it came, before anything parses it.
func IsGenuine(header http.Header, body []byte) bool {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("${name}"), "whsec_"))
	moment := header.Get("webhook-timestamp")
	sent, wrong := strconv.ParseInt(moment, 10, 64)
	if err != nil || wrong != nil || math.Abs(float64(time.Now().Unix()-sent)) > 300 {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(header.Get("webhook-id") + "." + moment + "."))
	mac.Write(body)
	wanted := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, each := range strings.Fields(header.Get("webhook-signature")) {
		if hmac.Equal([]byte(each), []byte(wanted)) {
			return true
		}
	}
	return false
}
`;

const ruby = (name) => `require "base64"
require "openssl"

SECRET = Base64.decode64(ENV.fetch("${name}").delete_prefix("whsec_"))

# headers by lower-case name; body: the bytes as they came, before anything parses them
def genuine?(headers, body)
  moment = headers["webhook-timestamp"].to_s
  return false unless moment.match?(/\\A\\d+\\z/) && (Time.now.to_i - moment.to_i).abs <= 300

  signed = "#{headers["webhook-id"]}.#{moment}.#{body}"
  wanted = "v1," + Base64.strict_encode64(OpenSSL::HMAC.digest("SHA256", SECRET, signed))
  headers["webhook-signature"].to_s.split.any? { |each| OpenSSL.secure_compare(wanted, each) }
end
`;

const php = (name) => `<?php
// $headers by lower-case name; $body: the bytes as they came: file_get_contents('php://input')
function is_genuine(array $headers, string $body): bool
{
    $secret = base64_decode(str_replace('whsec_', '', getenv('${name}')));
    $moment = $headers['webhook-timestamp'] ?? '';
    if (!ctype_digit($moment) || abs(time() - (int) $moment) > 300) {
        return false;
    }
    $signed = $headers['webhook-id'] . '.' . $moment . '.' . $body;
    $wanted = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $secret, true));
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $each) {
        if (hash_equals($wanted, $each)) {
            return true;
        }
    }
    return false;
}
`;

const LANGUAGES = { Python: python, JavaScript: javascript, Go: go, Ruby: ruby, PHP: php };

/** The name of the environment variable for the secret of a subscription: one for each, told by its id. */
const variable = (subscription) => `WEBHOOK_SECRET_${subscription.id.slice(-6).toUpperCase()}`;

export function Code({ tenant, subscription }) {
  const [language, setLanguage] = useState(sessionStorage.getItem(PLACE) ?? "Python");
  const choose = (chosen) => {
    sessionStorage.setItem(PLACE, chosen);
    setLanguage(chosen);
  };
  const text = LANGUAGES[language](variable(subscription));
  return html`
    <div class="code">
      <div class="code-do"><${Chips} label="Language" value=${language} set=${choose} options=${Object.keys(LANGUAGES).map((each) => [each, each])} />
        <${Copy} text=${text} what="code" /></div>
      <pre tabindex="0">${text}</pre>
      <p class="hint">The secret of this subscription (<code>${subscription.id}</code> of ${tenant}) goes into <code>${variable(subscription)}</code>. It was
        shown when it was made; <em>Rotate secret</em> makes a new one.</p>
    </div>`;
}
