import { crc32 } from "node:zlib";

import type { Mode } from "@micro/sdk/contract";

import { encodeBase62 } from "../../platform/base62.ts";

const form = /^((?:sk|rk)_(test|live)_)([0-9A-Za-z]{33})([0-9A-Za-z]{6})$/;

/**
 * Writes an API key: a prefix that names its mode, 24 bytes in base62, and their CRC-32 in base62, by which a scanner
 * can tell a real key from a random word without asking anyone.
 */
export function formatApiKey(mode: Mode, restricted: boolean, secret: Uint8Array): string {
  const body = `${restricted ? "rk" : "sk"}_${mode}_${encodeBase62(secret, 33)}`;
  return body + checksum(body);
}

/** Whether a text is shaped like an API key, and its checksum fits. */
export function isApiKey(text: string): boolean {
  const parts = form.exec(text);
  return parts !== null && checksum(text.slice(0, -6)) === parts[4];
}

/** What may be shown of a key: its prefix and its last four characters. */
export function truncateApiKey(key: string): string {
  return `${key.slice(0, key.lastIndexOf("_") + 1)}…${key.slice(-4)}`;
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return encodeBase62(bytes, 6);
}
