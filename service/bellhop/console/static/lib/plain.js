// Text from tenants and receivers. What cannot be seen, or would turn its neighbours around, is written out.

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const written = (character) => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code); // the pictures of control characters: ␛ for ESC
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
};

/** The text with everything visible; line ends and tabs stay. */
export function plain(value) {
  return value === null || value === undefined ? "" : String(value).replace(/\r\n/g, "\n").replace(UNSEEN, written);
}

/** The text on one line, cut to so many characters. */
export function oneLine(value, most = 200) {
  const line = plain(value).replace(/\s*\n\s*/g, " ");
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
