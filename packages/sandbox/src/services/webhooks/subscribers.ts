import { matchesEventPattern } from "@micro/sdk/contract";

import type { Wordings } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/database.ts";
import { findPlatformOf, isConnected } from "../auth/index.ts";
import { parsePatterns } from "./endpoint.ts";
import { enabledEndpoints, findDelivery } from "./store.ts";
import type { EndpointRow } from "./tables.ts";

/** What an event is about, as far as it decides who hears of it. */
export interface Subject {
  realm: number;
  type: string;
  /** The id of the event's object. */
  subject: string;
  /** Whose event it is, where that is known already. */
  account?: string;
}

/** How many endpoints wait for such an event. */
export async function countSubscribers(db: Reader, subject: Subject, wordings: Wordings): Promise<number> {
  return (await findSubscribers(db, subject, wordings)).length;
}

/**
 * The endpoints that wait for such an event: the account's own, oldest first, and then its platform's. One that cannot be
 * reached is not told of that: each such event would only cause the next.
 */
export async function findSubscribers(
  db: Reader,
  { realm, type, subject, account }: Subject,
  wordings: Wordings,
): Promise<EndpointRow[]> {
  const own = await db.all(enabledEndpoints, { realm });
  const endpoints = [
    ...own.filter(({ connect }) => connect === 0 || isAboutConnected(type)),
    ...(await endpointsOfPlatform(db, realm, account)),
  ];
  if (endpoints.length === 0) return endpoints;
  const subjectOf = await endpointOf(db, { realm, type, subject });
  return endpoints.filter((endpoint) => endpoint.id !== subjectOf && isWanted(endpoint, type, wordings));
}

/** Of what a platform is told about its connected accounts their own log has nothing. */
const isAboutConnected = (type: string) => type.startsWith("connected_account.") || type.startsWith("bank_account.");

/** The endpoints by which the platform of a connected account hears of its events. */
async function endpointsOfPlatform(db: Reader, realm: number, account: string | undefined): Promise<EndpointRow[]> {
  if (account !== undefined && !isConnected({ account })) return [];
  const platform = await findPlatformOf(db, realm);
  if (platform === undefined) return [];
  return (await db.all(enabledEndpoints, { realm: platform })).filter(({ connect }) => connect === 1);
}

function isWanted({ enabled_events: patterns, payload }: EndpointRow, type: string, wordings: Wordings): boolean {
  const name = payload === "stripe" ? wordings.stripe.typeOf(type) : type;
  return name !== undefined && parsePatterns(patterns).some((pattern) => matchesEventPattern(name, pattern));
}

async function endpointOf(db: Reader, { realm, type, subject }: Subject): Promise<string | undefined> {
  if (type.startsWith("webhook.endpoint.")) return subject;
  if (!type.startsWith("webhook.delivery.")) return undefined;
  return (await db.first(findDelivery, { id: subject, realm }))?.endpoint;
}
