import { pageOf } from "../db/page.ts";
import { slots, statements, type Params } from "../db/statement.ts";
import { longLivedTypes } from "./long-lived.ts";
import type { OutboxRow, OutboxTables } from "./tables.ts";

const sql = statements<OutboxTables>();

export const insertRecord = sql((q, p: Params<Omit<OutboxRow, "n">>) =>
  q.insertInto("outbox").values(slots(p, ["id", "realm", "seq", "type", "subject", "created", "trace", "payload"])),
);
export const findRecord = sql((q, p: Params<{ realm: number; id: string; oldest: number }>) =>
  q
    .selectFrom("outbox")
    .selectAll()
    .where("id", "=", p("id"))
    .where("realm", "=", p("realm"))
    .where("created", ">=", p("oldest")),
);
export const lastPayloadOf = sql((q, p: Params<{ realm: number; subject: string; seq: number }>) =>
  q
    .selectFrom("outbox")
    .select("payload")
    .where("realm", "=", p("realm"))
    .where("subject", "=", p("subject"))
    .where("seq", "<", p("seq"))
    .orderBy("seq", "desc")
    .limit(1),
);
export const findId = sql((q, p: Params<{ realm: number; id: string }>) =>
  q
    .selectFrom("outbox")
    .select("id")
    .where("id", "=", p("id"))
    .where("realm", "=", p("realm"))
    .unionAll(q.selectFrom("outbox_deleted").select("id").where("id", "=", p("id")).where("realm", "=", p("realm"))),
);
/** The lowest number of a realm that is still kept. */
export const firstKeptSeq = sql((q, p: Params<{ realm: number; oldest: number }>) =>
  q
    .selectFrom("outbox")
    .select("seq")
    .where("realm", "=", p("realm"))
    .where("created", ">=", p("oldest"))
    .orderBy("seq")
    .limit(1),
);
/** The oldest records before a place in the whole log. */
export const oldestRecords = sql((q, p: Params<{ n: number; limit: number }>) =>
  q.selectFrom("outbox").select(["n", "created"]).where("n", "<", p("n")).orderBy("n").limit(p("limit")),
);
export const keepIds = sql((q, p: Params<{ n: number }>) =>
  q
    .insertInto("outbox_deleted")
    .columns(["id", "realm"])
    .expression(q.selectFrom("outbox").select(["id", "realm"]).where("n", "<=", p("n"))),
);
/** Keeps the newest payload about each long-lived resource, of the records up to a place that are about to be deleted. */
export const keepLatestPayloads = sql((q, p: Params<{ n: number }>) =>
  q
    .replaceInto("outbox_latest")
    .columns(["realm", "subject", "payload"])
    .expression(
      q
        .selectFrom("outbox")
        .select(["realm", "subject", "payload"])
        .where("n", "<=", p("n"))
        .where("type", "in", longLivedTypes)
        .orderBy("n"),
    ),
);
export const findLatestPayload = sql((q, p: Params<{ realm: number; subject: string }>) =>
  q.selectFrom("outbox_latest").select("payload").where("realm", "=", p("realm")).where("subject", "=", p("subject")),
);
export const deleteRecords = sql((q, p: Params<{ n: number }>) => q.deleteFrom("outbox").where("n", "<=", p("n")));
export const pageOfRecords = pageOf<OutboxRow>("outbox", "realm", "seq");
/** The highest number of a realm: of its last record or, when none is kept, of the last one that was deleted. */
export const headOf = sql((q, p: Params<{ realm: number }>) =>
  q.selectNoFrom((eb) =>
    eb.fn
      .coalesce(
        eb.selectFrom("outbox").select("seq").where("realm", "=", p("realm")).orderBy("seq", "desc").limit(1),
        eb.selectFrom("outbox_heads").select("seq").where("realm", "=", p("realm")),
        eb.lit(0),
      )
      .as("seq"),
  ),
);
/** Keeps the highest number of each realm among the records up to a place that are about to be deleted. */
export const keepHeads = sql((q, p: Params<{ n: number }>) =>
  q
    .insertInto("outbox_heads")
    .columns(["realm", "seq"])
    .expression(
      q
        .selectFrom("outbox")
        .select(({ fn }) => ["realm", fn.max("seq").as("seq")])
        .where("n", "<=", p("n"))
        .groupBy("realm"),
    )
    .onConflict((conflict) => conflict.column("realm").doUpdateSet((eb) => ({ seq: eb.ref("excluded.seq") }))),
);
export const recordsAfterSeq = sql((q, p: Params<{ realm: number; seq: number; limit: number }>) =>
  q
    .selectFrom("outbox")
    .selectAll()
    .where("realm", "=", p("realm"))
    .where("seq", ">", p("seq"))
    .orderBy("seq")
    .limit(p("limit")),
);
export const recordsAfterPosition = sql((q, p: Params<{ n: number; limit: number }>) =>
  q
    .selectFrom("outbox")
    .select(["n", "id", "realm", "type", "subject"])
    .where("n", ">", p("n"))
    .orderBy("n")
    .limit(p("limit")),
);
/** The place of the newest record in the whole log. */
export const lastPosition = sql((q) => q.selectFrom("outbox").select("n").orderBy("n", "desc").limit(1));
export const findCursor = sql((q, p: Params<{ reader: string }>) =>
  q.selectFrom("outbox_cursors").select("n").where("reader", "=", p("reader")),
);
export const saveCursor = sql((q, p: Params<{ reader: string; n: number }>) =>
  q
    .insertInto("outbox_cursors")
    .values({ reader: p("reader"), n: p("n") })
    .onConflict((conflict) => conflict.column("reader").doUpdateSet({ n: p("n") })),
);
