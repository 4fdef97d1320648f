import { crc32 } from "node:zlib";

import type { Mode } from "@micro/sdk/contract";

import { decodeBase62, encodeBase62 } from "../../platform/base62.ts";

const form = /^((?:sk|rk|pk)_(test|live)_)([0-9A-Za-z]{33})([0-9A-Za-z]{6})$/;

/** What a key is: secret with all scopes, restricted to some, or publishable, which a payer's page has. */
export type KeyKind = "sk" | "rk" | "pk";

/**
 * Writes an API key: a prefix that names what it is and its mode, 24 bytes in base62, and their CRC-32 in base62, by which a scanner
 * can tell a real key from a random word without asking anyone.
 */
export function formatApiKey(kind: KeyKind, mode: Mode, bytes: Uint8Array): string {
  const body = `${kind}_${mode}_${encodeBase62(bytes, 33)}`;
  return body + checksum(body);
}

/** Whether a text is shaped like an API key, and its checksum fits. */
export function isApiKey(text: string): boolean {
  const parts = form.exec(text);
  return parts !== null && checksum(text.slice(0, -6)) === parts[4];
}

/** The mode that a key names, and its 24 bytes; undefined where it is none, or its checksum does not fit. */
export function readApiKey(text: string): { mode: Mode; bytes: Buffer } | undefined {
  const [, , mode, body = ""] = isApiKey(text) ? (form.exec(text) ?? []) : [];
  const bytes = decodeBase62(body, 24);
  return bytes && (mode === "test" || mode === "live") ? { mode, bytes } : undefined;
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
