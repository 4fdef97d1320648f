import { slots, statements, type Params } from "../../platform/db/statement.ts";
import type { SettingsRow, SettingsTables } from "./tables.ts";

const sql = statements<SettingsTables>();

export const findSettings = sql((q, p: Params<{ realm: number }>) =>
  q.selectFrom("payment_settings").selectAll().where("realm", "=", p("realm")),
);
export const saveSettings = sql((q, p: Params<SettingsRow>) =>
  q
    .insertInto("payment_settings")
    .values(slots(p, ["realm", "changes"]))
    .onConflict((conflict) => conflict.column("realm").doUpdateSet({ changes: p("changes") })),
);
