import type { Mode, Role } from "@micro/sdk/contract";

import { pageOf } from "../../platform/db/page.ts";
import { cached, slots, statements, type Params } from "../../platform/db/statement.ts";
import type {
  ApiKeyRow,
  ApiKeyUseRow,
  AuditRow,
  AuthTables,
  DeviceRow,
  DeviceTryRow,
  PageSessionRow,
  SessionRow,
  SigningKeyRow,
  UserRow,
} from "./tables.ts";

const sql = statements<AuthTables>();

export const insertAccount = sql((q, p: Params<{ id: string; created: number }>) =>
  q.insertInto("accounts").values({ ...slots(p, ["id", "created"]), platform: null }),
);
export const insertConnected = sql((q, p: Params<{ id: string; platform: number; created: number }>) =>
  q.insertInto("accounts").values(slots(p, ["id", "platform", "created"])),
);
export const findAccountCreated = sql((q, p: Params<{ id: string }>) =>
  q.selectFrom("accounts").select("created").where("id", "=", p("id")),
);
export const closeAccount = sql((q, p: Params<{ id: string }>) =>
  q.updateTable("accounts").set({ platform: null }).where("id", "=", p("id")),
);
export const findConnectedRealm = sql((q, p: Params<{ platform: number; account: string; mode: Mode }>) =>
  q
    .selectFrom("accounts")
    .innerJoin("realms", "realms.account", "accounts.id")
    .select("realms.realm")
    .where("accounts.id", "=", p("account"))
    .where("accounts.platform", "=", p("platform"))
    .where("realms.mode", "=", p("mode")),
);
/** The realm of the platform of a connected account, by that account's own. */
export const findPlatformByRealm = cached(
  sql((q, p: Params<{ realm: number }>) =>
    q
      .selectFrom("realms")
      .innerJoin("accounts", "accounts.id", "realms.account")
      .select("accounts.platform")
      .where("realms.realm", "=", p("realm")),
  ),
);
/** The connected accounts of a platform, in the order in which they were opened. */
export const connectedRealms = sql((q, p: Params<{ platform: number }>) =>
  q
    .selectFrom("accounts")
    .innerJoin("realms", "realms.account", "accounts.id")
    .select(["realms.account", "realms.realm"])
    .where("accounts.platform", "=", p("platform"))
    .orderBy("realms.realm"),
);
/** The platform of a connected account, in a mode. */
export const findPlatformRealm = sql((q, p: Params<{ account: string }>) =>
  q
    .selectFrom("accounts")
    .innerJoin("realms", "realms.realm", "accounts.platform")
    .select(["realms.account", "realms.realm"])
    .where("accounts.id", "=", p("account")),
);
export const insertRealm = sql((q, p: Params<{ account: string; mode: Mode }>) =>
  q.insertInto("realms").values((eb) => ({
    realm: eb.selectFrom("realms").select(eb.fn.coalesce(eb(eb.fn.max("realm"), "+", 1), eb.lit(1)).as("realm")),
    ...slots(p, ["account", "mode"]),
  })),
);
export const findRealm = sql((q, p: Params<{ account: string; mode: Mode }>) =>
  q.selectFrom("realms").select("realm").where("account", "=", p("account")).where("mode", "=", p("mode")),
);
export const findRealmOwner = cached(
  sql((q, p: Params<{ realm: number }>) => q.selectFrom("realms").selectAll().where("realm", "=", p("realm"))),
);

export const insertUser = sql((q, p: Params<Omit<UserRow, "n">>) =>
  q
    .insertInto("users")
    .values(
      slots(p, [
        "id",
        "account",
        "email",
        "name",
        "role",
        "password_hash",
        "credential_version",
        "email_verified_at",
        "settings",
        "created",
      ]),
    ),
);
export const findMember = sql((q, p: Params<{ id: string; account: string }>) =>
  q.selectFrom("users").selectAll().where("id", "=", p("id")).where("account", "=", p("account")),
);
export const memberPage = pageOf<UserRow>("users", "account");
export const countMembers = sql((q, p: Params<{ account: string }>) =>
  q
    .selectFrom("users")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("account", "=", p("account")),
);
export const countOwners = sql((q, p: Params<{ account: string }>) =>
  q
    .selectFrom("users")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("account", "=", p("account"))
    .where("role", "=", "owner"),
);
export const updateProfile = sql((q, p: Params<{ id: string; name: string | null; settings: string }>) =>
  q
    .updateTable("users")
    .set({ name: p("name"), settings: p("settings") })
    .where("id", "=", p("id")),
);
export const updateRole = sql((q, p: Params<{ id: string; role: Role }>) =>
  q
    .updateTable("users")
    .set({ role: p("role") })
    .where("id", "=", p("id")),
);
export const updatePassword = sql((q, p: Params<{ id: string; password_hash: string }>) =>
  q
    .updateTable("users")
    .set((eb) => ({ password_hash: p("password_hash"), credential_version: eb("credential_version", "+", 1) }))
    .where("id", "=", p("id")),
);
export const verifyEmailOf = sql((q, p: Params<{ id: string; at: number }>) =>
  q
    .updateTable("users")
    .set({ email_verified_at: p("at") })
    .where("id", "=", p("id")),
);
export const deleteUserRow = sql((q, p: Params<{ id: string }>) => q.deleteFrom("users").where("id", "=", p("id")));
export const deleteUsersIn = sql((q, p: Params<{ account: string }>) =>
  q.deleteFrom("users").where("account", "=", p("account")),
);
export const findUserByEmail = sql((q, p: Params<{ email: string }>) =>
  q.selectFrom("users").selectAll().where("email", "=", p("email")),
);
export const findUser = sql((q, p: Params<{ id: string }>) =>
  q.selectFrom("users").selectAll().where("id", "=", p("id")),
);
export const findAccountOwner = sql((q, p: Params<{ account: string }>) =>
  q.selectFrom("users").selectAll().where("account", "=", p("account")).orderBy("n").limit(1),
);

export const insertSession = sql((q, p: Params<Omit<SessionRow, "n" | "revoked_at">>) =>
  q.insertInto("sessions").values({
    ...slots(p, ["id", "account", "user_id", "generation", "rotated_at", "expires_at", "created"]),
    revoked_at: null,
  }),
);
export const findSession = sql((q, p: Params<{ id: string }>) =>
  q.selectFrom("sessions").selectAll().where("id", "=", p("id")),
);
export const rotateSession = sql((q, p: Params<{ id: string; rotated_at: number }>) =>
  q
    .updateTable("sessions")
    .set((eb) => ({ generation: eb("generation", "+", 1), rotated_at: p("rotated_at") }))
    .where("id", "=", p("id")),
);
export const revokeSession = sql((q, p: Params<{ id: string; revoked_at: number }>) =>
  q
    .updateTable("sessions")
    .set({ revoked_at: p("revoked_at") })
    .where("id", "=", p("id"))
    .where("revoked_at", "is", null),
);

export const findOwnSession = sql((q, p: Params<{ id: string; user_id: string }>) =>
  q.selectFrom("sessions").selectAll().where("id", "=", p("id")).where("user_id", "=", p("user_id")),
);
export const sessionPage = pageOf<SessionRow>("sessions", "account");
/** Ends every session of a user but one. */
export const revokeSessionsOf = sql((q, p: Params<{ user_id: string; keep: string; revoked_at: number }>) =>
  q
    .updateTable("sessions")
    .set({ revoked_at: p("revoked_at") })
    .where("user_id", "=", p("user_id"))
    .where("id", "!=", p("keep"))
    .where("revoked_at", "is", null),
);
export const deleteSessionsOf = sql((q, p: Params<{ user_id: string }>) =>
  q.deleteFrom("sessions").where("user_id", "=", p("user_id")),
);
export const deleteSessionsIn = sql((q, p: Params<{ account: string }>) =>
  q.deleteFrom("sessions").where("account", "=", p("account")),
);

export const insertApiKey = sql((q, p: Params<Omit<ApiKeyRow, "n" | "revoked_at" | "rolled_to">>) =>
  q.insertInto("api_keys").values({
    ...slots(p, [
      "id",
      "account",
      "mode",
      "realm",
      "name",
      "digest",
      "truncated_key",
      "scopes",
      "expires_at",
      "created",
    ]),
    revoked_at: null,
    rolled_to: null,
  }),
);
export const findApiKeyByDigest = sql((q, p: Params<{ digest: string }>) =>
  q.selectFrom("api_keys").selectAll().where("digest", "=", p("digest")),
);
export const findApiKey = sql((q, p: Params<{ id: string; account: string }>) =>
  q.selectFrom("api_keys").selectAll().where("id", "=", p("id")).where("account", "=", p("account")),
);
export const revokeApiKey = sql((q, p: Params<{ id: string; revoked_at: number }>) =>
  q
    .updateTable("api_keys")
    .set({ revoked_at: p("revoked_at") })
    .where("id", "=", p("id")),
);
export const rollApiKeyRow = sql((q, p: Params<{ id: string; rolled_to: string; expires_at: number }>) =>
  q
    .updateTable("api_keys")
    .set({ rolled_to: p("rolled_to"), expires_at: p("expires_at") })
    .where("id", "=", p("id")),
);
export const revokeApiKeysOf = sql((q, p: Params<{ account: string; revoked_at: number }>) =>
  q
    .updateTable("api_keys")
    .set({ revoked_at: p("revoked_at") })
    .where("account", "=", p("account"))
    .where("revoked_at", "is", null),
);
export const apiKeyPage = pageOf<ApiKeyRow>("api_keys", "account");
export const saveApiKeyUse = sql((q, p: Params<ApiKeyUseRow>) =>
  q
    .insertInto("api_key_uses")
    .values(slots(p, ["id", "last_used_at"]))
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ last_used_at: p("last_used_at") })),
);
export const findApiKeyUse = sql((q, p: Params<{ id: string }>) =>
  q.selectFrom("api_key_uses").selectAll().where("id", "=", p("id")),
);

export const findSigningKey = sql((q, p: Params<{ kid: string }>) =>
  q.selectFrom("signing_keys").selectAll().where("kid", "=", p("kid")),
);
export const allSigningKeys = sql((q) => q.selectFrom("signing_keys").selectAll().orderBy("number"));
export const insertSigningKey = sql((q, p: Params<Omit<SigningKeyRow, "retires_at">>) =>
  q
    .insertInto("signing_keys")
    .values({ ...slots(p, ["number", "kid", "public_key", "created", "signs_from"]), retires_at: null }),
);
export const retireSigningKeys = sql((q, p: Params<{ before: number; retires_at: number }>) =>
  q
    .updateTable("signing_keys")
    .set({ retires_at: p("retires_at") })
    .where("number", "<", p("before"))
    .where("retires_at", "is", null),
);

export const insertDevice = sql((q, p: Params<Omit<DeviceRow, "n" | "status" | "asked_at" | "user_id">>) =>
  q.insertInto("device_authorizations").values({
    ...slots(p, ["id", "device_digest", "user_digest", "client_name", "poll_interval", "expires_at", "created"]),
    status: "pending",
    asked_at: null,
    user_id: null,
  }),
);
export const findDevice = sql((q, p: Params<{ device_digest: string }>) =>
  q.selectFrom("device_authorizations").selectAll().where("device_digest", "=", p("device_digest")),
);
export const findDeviceByUserCode = sql((q, p: Params<{ user_digest: string; now: number }>) =>
  q
    .selectFrom("device_authorizations")
    .selectAll()
    .where("user_digest", "=", p("user_digest"))
    .where("status", "=", "pending")
    .where("expires_at", ">", p("now")),
);
export const updateDevice = sql(
  (q, p: Params<Pick<DeviceRow, "id" | "status" | "poll_interval" | "asked_at" | "user_id">>) =>
    q
      .updateTable("device_authorizations")
      .set(slots(p, ["status", "poll_interval", "asked_at", "user_id"]))
      .where("id", "=", p("id")),
);
/** Denies what a user has approved and no device has fetched yet: his sessions have ended. */
export const denyDevicesOf = sql((q, p: Params<{ user_id: string }>) =>
  q
    .updateTable("device_authorizations")
    .set({ status: "denied" })
    .where("user_id", "=", p("user_id"))
    .where("status", "=", "approved"),
);
export const findDeviceTries = sql((q, p: Params<{ user_id: string }>) =>
  q.selectFrom("device_tries").selectAll().where("user_id", "=", p("user_id")),
);
export const saveDeviceTries = sql((q, p: Params<DeviceTryRow>) =>
  q
    .insertInto("device_tries")
    .values(slots(p, ["user_id", "tries", "since"]))
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ tries: p("tries"), since: p("since") })),
);

export const insertPageSession = sql((q, p: Params<Omit<PageSessionRow, "n" | "cookie_digest">>) =>
  q.insertInto("page_sessions").values({
    ...slots(p, ["id", "account", "credential", "token_digest", "expires_at", "created"]),
    cookie_digest: null,
  }),
);
export const findPageToken = sql((q, p: Params<{ token_digest: string; now: number }>) =>
  q
    .selectFrom("page_sessions")
    .selectAll()
    .where("token_digest", "=", p("token_digest"))
    .where("cookie_digest", "is", null)
    .where("expires_at", ">", p("now")),
);
export const usePageToken = sql((q, p: Params<{ id: string; cookie_digest: string }>) =>
  q
    .updateTable("page_sessions")
    .set({ cookie_digest: p("cookie_digest") })
    .where("id", "=", p("id")),
);
export const findPageSession = sql((q, p: Params<{ cookie_digest: string }>) =>
  q.selectFrom("page_sessions").selectAll().where("cookie_digest", "=", p("cookie_digest")),
);

export const insertAuditEntry = sql((q, p: Params<Omit<AuditRow, "n">>) =>
  q
    .insertInto("audit_entries")
    .values(slots(p, ["id", "account", "action", "actor", "target", "ip", "request", "details", "created"])),
);
export const auditPage = pageOf<AuditRow>("audit_entries", "account");
