import type { LedgerVerification, LedgerVerificationProgress } from "@micro/sdk/contract";

import { nextTurn } from "../../platform/turn.ts";
import type { Principal } from "../../platform/context.ts";
import type { Database } from "../../platform/db/database.ts";
import { CorruptFileError } from "../../platform/errors.ts";
import type { TextStream } from "../../platform/text-stream.ts";
import { findHead } from "./store.ts";
import { createWalk, type Break } from "./walk.ts";

/**
 * Walks the chain from its first link, recomputes every hash and every balance, and names the first break. Others are
 * served between the pages; the last page and the comparison of the balances see one state.
 */
export async function verifyLedger(db: Database, principal: Principal): Promise<LedgerVerification> {
  const steps = verify(db, principal);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** Verifies as lines of JSON: how far the walk is, and at last what it found. */
export async function watchVerification(db: Database, principal: Principal): Promise<TextStream> {
  const { realm } = principal;
  const head = await db.read((reader) => reader.first(findHead, { realm }));
  const total = head?.seq ?? 0;
  async function* write(): AsyncGenerator<string, void, undefined> {
    const steps = verify(db, principal);
    for (;;) {
      const step = await steps.next();
      const progress = (links: number): LedgerVerificationProgress => ({
        object: "ledger_verification_progress",
        links,
        links_total: Math.max(total, links),
      });
      yield `${JSON.stringify(step.done ? step.value : progress(step.value))}\n`;
      if (step.done) return;
    }
  }
  return { object: "text_stream", content_type: "application/x-ndjson; charset=utf-8", chunks: write() };
}

/** Yields how many links were walked, page by page. */
async function* verify(db: Database, { realm }: Principal): AsyncGenerator<number, LedgerVerification, undefined> {
  const walk = createWalk(realm);
  let first: Break | undefined;
  try {
    for (;;) {
      const { fault, done } = await db.read((reader) => walk.step(reader));
      first = fault;
      if (done || fault) break;
      yield walk.progress().links;
      await nextTurn();
    }
    const problem = first ? undefined : await db.checkFile();
    if (problem !== undefined) first = damaged(problem);
  } catch (cause) {
    if (!(cause instanceof CorruptFileError)) throw cause;
    first = damaged(cause.message);
  }
  return { object: "ledger_verification", valid: !first, ...walk.progress(), first_break: first ?? null };
}

const damaged = (problem: string): Break => ({
  fault: "file_corrupt",
  link: null,
  subject: null,
  message: `The file is damaged: ${problem}.`,
});
