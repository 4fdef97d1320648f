import type { Transaction } from "../platform/db/database.ts";
import { statements, type Numbered, type Params } from "../platform/db/statement.ts";

/** Where the row of a digest is. */
interface DigestRow {
  digest: Uint8Array;
  /** The number of the row in `idempotency_keys`. */
  n: number;
}

// Digests are random, so that each insertion into an index of them changes another page: a third of all that a small call
// writes. The newest are therefore kept in memory, and go to the index together and in its order.
export const idempotencyDigestsSchema = `
  CREATE TABLE idempotency_digests (digest BLOB PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
`;

/** How many are kept in memory at most. After a transaction is undone, that many are read again. */
const indexEvery = 2048;

const sql = statements<{ idempotency_digests: DigestRow; idempotency_keys: Numbered<DigestRow> }>();
const find = sql((q, p: Params<Pick<DigestRow, "digest">>) =>
  q.selectFrom("idempotency_digests").select("n").where("digest", "=", p("digest")),
);
const newest = sql((q) => q.selectFrom("idempotency_keys").select(({ fn }) => fn.max("n").as("n")));
const after = sql((q, p: Params<{ n: number }>) =>
  q.selectFrom("idempotency_keys").select(["digest", "n"]).where("n", ">", p("n")).orderBy("n"),
);
const index = sql((q, p: Params<{ n: number }>) =>
  q
    .replaceInto("idempotency_digests")
    .columns(["digest", "n"])
    .expression(
      q
        .selectFrom("idempotency_keys")
        .select(["digest", "n"])
        .where("n", ">", p("n"))
        // A key that was used again after it had expired belongs to the later row.
        .orderBy("digest")
        .orderBy("n"),
    ),
);

const mark = "idempotency:";
const noteOf = (digest: Uint8Array) => mark + Buffer.from(digest).toString("latin1");

/** The number of the newest row with a digest, which may have left the table since. */
export async function findRow(tx: Transaction, digest: Uint8Array): Promise<number | undefined> {
  const { notes } = tx;
  if (!notes.has(mark)) {
    const last = (await tx.first(newest, {}))?.n ?? 0;
    const rows = await tx.all(after, { n: last - (last % indexEvery) });
    for (const row of rows) notes.set(noteOf(row.digest), row.n);
    notes.set(mark, last);
  }
  return notes.get(noteOf(digest)) ?? (await tx.first(find, { digest }))?.n;
}

/** Keeps where the row of a digest is, which was looked for before and is the newest of all. */
export async function keepRow(tx: Transaction, { digest, n }: DigestRow): Promise<void> {
  const { notes } = tx;
  notes.set(noteOf(digest), n);
  if (n % indexEvery !== 0) return;
  await tx.run(index, { n: n - indexEvery });
  for (const note of notes.keys()) if (note.startsWith(mark) && note !== mark) notes.delete(note);
}
