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

/** The number after a number in base62, of as many characters; after the greatest comes zero. */
export function incrementBase62(text: string): string {
  if (text === "") return "";
  const head = text.slice(0, -1);
  const next = digits[digits.indexOf(text.slice(-1)) + 1];
  return next === undefined ? `${incrementBase62(head)}0` : head + next;
}
