import type { ApiKey, NewApiKey, Scope, SigningKey } from "@micro/sdk";

import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";

/** Which key to create. */
export interface KeyRequest {
  environment: "test" | "live";
  name?: string | undefined;
  scopes?: Scope[] | undefined;
  /** Seconds from now by the sandbox's clock. */
  expiresIn?: number | undefined;
}

/** Every key of the account that the key in use may see, newest first. */
export async function listKeys(connection: Connection): Promise<ApiKey[]> {
  await using client = openClient(connection);
  const keys: ApiKey[] = [];
  for await (const key of client.apiKeys.list({ limit: 100 })) keys.push(key);
  return keys;
}

/** Creates a key; its secret is in the answer only. */
export async function createKey(connection: Connection, request: KeyRequest): Promise<NewApiKey> {
  await using client = openClient(connection);
  const { environment, name, scopes, expiresIn } = request;
  const expiresAt = expiresIn === undefined ? undefined : (await client.clock.get()).now + expiresIn;
  return await client.apiKeys.create({
    environment,
    ...(name !== undefined && { name }),
    ...(scopes !== undefined && { scopes }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
  });
}

/** Replaces a key by a new one; the old one works a while longer. */
export async function rollKey(connection: Connection, id: string, overlap: number | undefined): Promise<NewApiKey> {
  await using client = openClient(connection);
  return await client.apiKeys.roll(id, overlap === undefined ? {} : { overlap_s: overlap });
}

/** Revokes a key at once. */
export async function revokeKey(connection: Connection, id: string): Promise<ApiKey> {
  await using client = openClient(connection);
  return await client.apiKeys.revoke(id);
}

/** Publishes a new key for the tokens of sessions. */
export async function rotateSigningKey(connection: Connection): Promise<SigningKey> {
  await using client = openClient(connection);
  return await client.signingKeys.rotate();
}
