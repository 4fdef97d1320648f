import { cached, slots, statements, type Params } from "../../platform/db/statement.ts";
import type { HeldRow, SettingsRow, SettingsTables } from "./tables.ts";

const sql = statements<SettingsTables>();

export const findSettings = cached(
  sql((q, p: Params<{ realm: number }>) =>
    q.selectFrom("payment_settings").selectAll().where("realm", "=", p("realm")),
  ),
);
export const saveSettings = sql((q, p: Params<SettingsRow>) =>
  q
    .insertInto("payment_settings")
    .values(slots(p, ["realm", "changes"]))
    .onConflict((conflict) => conflict.column("realm").doUpdateSet({ changes: p("changes") })),
);

type HeldKey = Pick<HeldRow, "realm" | "id" | "job">;

export const insertHeld = sql((q, p: Params<HeldRow>) =>
  q.replaceInto("held_transitions").values(slots(p, ["realm", "id", "job", "type", "reads_left", "created"])),
);
export const updateHeld = sql((q, p: Params<HeldRow>) =>
  q
    .updateTable("held_transitions")
    .set({ reads_left: p("reads_left") })
    .where("realm", "=", p("realm"))
    .where("id", "=", p("id"))
    .where("job", "=", p("job")),
);
export const removeHeld = sql((q, p: Params<HeldKey>) =>
  q
    .deleteFrom("held_transitions")
    .where("realm", "=", p("realm"))
    .where("id", "=", p("id"))
    .where("job", "=", p("job")),
);
export const findHeld = sql((q, p: Params<{ realm: number; id: string }>) =>
  q.selectFrom("held_transitions").selectAll().where("realm", "=", p("realm")).where("id", "=", p("id")).limit(1),
);
export const anyHeld = sql((q) => q.selectFrom("held_transitions").select("id").limit(1));
export const allHeld = sql((q, p: Params<{ realm: number }>) =>
  q.selectFrom("held_transitions").selectAll().where("realm", "=", p("realm")).orderBy("created").orderBy("id"),
);
