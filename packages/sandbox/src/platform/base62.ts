import type { Random } from "./random.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Draws that many base62 characters, each equally likely. */
export function drawBase62(random: Random, length: number): string {
  let text = "";
  for (let index = 0; index < length; index++) text += digits[random.integer(62)];
  return text;
}

/** Writes a big-endian number in base62, padded with zeros to `length`. */
export function encodeBase62(bytes: Uint8Array, length: number): string {
  let rest = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = "";
  for (; rest > 0n; rest /= 62n) text = digits[Number(rest % 62n)] + text;
  return text.padStart(length, "0");
}

/** The big-endian bytes of a number in base62; undefined where there is none, or it takes more bytes. */
export function decodeBase62(text: string, length: number): Buffer | undefined {
  if (!/^[0-9A-Za-z]+$/.test(text)) return undefined;
  let rest = 0n;
  for (const digit of text) rest = rest * 62n + BigInt(digits.indexOf(digit));
  const hex = rest.toString(16).padStart(2 * length, "0");
  return hex.length > 2 * length ? undefined : Buffer.from(hex, "hex");
}

/** The number after a number in base62, of as many characters; after the greatest comes zero. */
export function incrementBase62(text: string): string {
  if (text === "") return "";
  const head = text.slice(0, -1);
  const next = digits[digits.indexOf(text.slice(-1)) + 1];
  return next === undefined ? `${incrementBase62(head)}0` : head + next;
}
