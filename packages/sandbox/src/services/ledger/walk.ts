import type { LedgerVerification } from "@micro/sdk/contract";

import type { Reader } from "../../platform/db/database.ts";
import { limits } from "../../platform/limits.ts";
import { genesis, linkHash } from "./canonical.ts";
import { createLinkReader, LinkFault } from "./link-reader.ts";
import { createRecomputedBalances } from "./recomputed-balances.ts";
import { findHead } from "./store.ts";
import { linksAfter } from "./stream-store.ts";
import type { LinkRow } from "./tables.ts";

/** Where a ledger is not what was recorded. */
export type Break = NonNullable<LedgerVerification["first_break"]>;

/** A walk along a realm's chain, one page at a time. */
export interface Walk {
  /** Walks one page. After the last link it also compares what is stored with what the walk recomputed. */
  step(reader: Reader): Promise<{ done: boolean; fault?: Break }>;
  progress(): Pick<LedgerVerification, "links" | "transactions" | "entries" | "head">;
}

/** Begins at the first link. */
export function createWalk(realm: number): Walk {
  const rows = createLinkReader(realm);
  const recomputed = createRecomputedBalances();
  let seq = 0;
  let head = genesis;
  let created = 0;

  const check = async (reader: Reader, link: LinkRow) => {
    if (link.seq !== seq + 1) throw new LinkFault("link_missing", `the link ${seq + 1} is missing`);
    const sealed = await rows.read(reader, link);
    const { hash, ...said } = link;
    if (linkHash(head, said, sealed.texts) !== hash) {
      throw new LinkFault("hash_mismatch", `the ${link.kind} or its link was changed after it was sealed`);
    }
    recomputed.add(sealed);
    seq = link.seq;
    head = hash;
    ({ created } = link);
  };

  const assertHead = async (reader: Reader) => {
    const stored = await reader.first(findHead, { realm });
    if ((stored?.seq ?? 0) === seq && (stored?.hash ?? genesis) === head && (stored?.created ?? 0) === created) return;
    throw new LinkFault("link_missing", `the chain ends at link ${seq}, its head is at ${stored?.seq ?? 0} or differs`);
  };

  return {
    step: async (reader) => {
      let at: Pick<LinkRow, "seq" | "subject"> | undefined;
      try {
        const links = await reader.all(linksAfter, { realm, after: seq, limit: limits.ledgerPageMax });
        for (const link of links) {
          at = link;
          await check(reader, link);
        }
        at = undefined;
        if (links.length === limits.ledgerPageMax) return { done: false };
        await assertHead(reader);
        await rows.assertExhausted(reader);
        await recomputed.assertStored(reader, realm);
        return { done: true };
      } catch (cause) {
        if (!(cause instanceof LinkFault)) throw cause;
        return { done: true, fault: describe(cause, at) };
      }
    },
    progress: () => ({ links: seq, ...recomputed.counts(), head: seq === 0 ? null : head }),
  };
}

function describe(cause: LinkFault, at: Pick<LinkRow, "seq" | "subject"> | undefined): Break {
  const where = at ? `At link ${at.seq}` : "Behind the last link";
  return {
    fault: cause.fault,
    link: at?.seq ?? null,
    subject: cause.subject ?? at?.subject ?? null,
    message: `${where}: ${cause.message}.`,
  };
}
