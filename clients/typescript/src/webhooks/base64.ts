/** Base64 (RFC 4648 §4) without any runtime's own helpers. */

const STRICT = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes, or undefined where the text is not padded base64: `atob` alone takes spaces and missing padding. */
export function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!STRICT.test(text)) return undefined;
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** The text of some bytes. */
export function encode(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
