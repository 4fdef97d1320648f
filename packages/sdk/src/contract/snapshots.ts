import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Id, Nullable, Params, Text, Timestamp } from "./schema.ts";
import { Clock } from "./sandbox.ts";

/** The form of an exported snapshot. A sandbox refuses one that is newer than its own. */
export const snapshotFormat = 1;

/** Why a version cannot read a snapshot that is kept. */
const unreadable = ["snapshot_newer", "snapshot_schema_mismatch", "snapshot_damaged"] as const;

export const Snapshot = Type.Object({
  id: Id("snapshot"),
  object: Type.Literal("snapshot"),
  name: Nullable(Type.String()),
  bytes: Type.Integer({ description: "The size of its database." }),
  schema_hash: Type.String({ description: "Which tables its database has: SHA-256 of their definitions." }),
  clock: Clock,
  seeded: Type.Boolean({ description: "Whether ids and chance go on from there as they did." }),
  created: Timestamp,
  error: Nullable(
    Type.Enum([...unreadable], {
      description:
        "Why this version cannot restore it: the code that a restore is refused with. Where its file says nothing, the rest is empty.",
    }),
  ),
});
/** Everything that a sandbox held at an instant: all accounts, its clock and its chance. */
export type Snapshot = Static<typeof Snapshot>;

export const SnapshotFile = Type.Object({
  object: Type.Literal("snapshot_file"),
  format: Type.Integer({ minimum: 1, description: "The form of this file." }),
  schema_hash: Type.String({ maxLength: 64 }),
  sandbox_version: Type.String({ maxLength: 50 }),
  name: Nullable(Text(100)),
  created: Timestamp,
  clock: Type.Object({
    frozen_at_ms: Nullable(Type.Integer()),
    offset_ms: Type.Integer(),
    now: Timestamp,
  }),
  chance: Nullable(
    Type.String({ maxLength: 20_000, description: "Where ids are, as JSON, if the sandbox was seeded." }),
  ),
  database: Type.String({ description: "The SQLite file, compressed by gzip, in base64." }),
});
/** A snapshot as one file, for another sandbox or another machine. It holds the sandbox's secrets. */
export type SnapshotFile = Static<typeof SnapshotFile>;

const Restored = Type.Object({
  object: Type.Literal("sandbox"),
  instance_id: Type.String(),
  api_key: Type.String({ description: "The test key of the default account; another one after an imported snapshot." }),
  publishable_key: Type.String({ description: "What payers' pages use in that test mode." }),
  snapshot: Id("snapshot"),
});

export const Fork = Type.Object({
  id: Type.String({ description: "The instance id of the fork." }),
  object: Type.Literal("fork"),
  url: Type.String(),
  api_key: Type.String(),
  publishable_key: Type.String(),
});
/** Another sandbox in the same process, which began with the state of this one. */
export type Fork = Static<typeof Fork>;

const byId = Params({ id: Id("snapshot") });
const base = { access: "sandbox:write" } as const;
const path = "/sandbox/snapshots";

export const snapshotOperations = {
  "snapshots.save": operation({
    ...base,
    id: "snapshots.save",
    method: "POST",
    path,
    summary: "Keep the state of the whole sandbox: all accounts, the clock and the chance.",
    input: Params({ name: Type.Optional(Text(100)) }),
    output: Snapshot,
    status: 201,
    errors: ["sandbox_account_required", "snapshot_limit"],
  }),
  "snapshots.list": operation({
    id: "snapshots.list",
    method: "GET",
    path,
    access: "sandbox:read",
    summary: "List the snapshots, newest first.",
    input: Params({}),
    output: Type.Object({
      object: Type.Literal("list"),
      url: Type.String(),
      has_more: Type.Boolean(),
      data: Type.Array(Snapshot),
    }),
    errors: [],
  }),
  "snapshots.get": operation({
    id: "snapshots.get",
    method: "GET",
    path: `${path}/{id}`,
    access: "sandbox:read",
    summary: "Read a snapshot: when it was taken, and its size.",
    input: byId,
    output: Snapshot,
    errors: ["resource_missing"],
  }),
  "snapshots.restore": operation({
    ...base,
    id: "snapshots.restore",
    method: "POST",
    path: `${path}/{id}/restore`,
    summary: "Put the state of a snapshot in the place of everything there is.",
    input: byId,
    output: Restored,
    errors: ["resource_missing", ...unreadable],
  }),
  "snapshots.fork": operation({
    ...base,
    id: "snapshots.fork",
    method: "POST",
    path: `${path}/{id}/fork`,
    summary: "Start another sandbox from a snapshot, in memory and on a free port. It ends with this one.",
    input: byId,
    output: Fork,
    status: 201,
    errors: ["resource_missing", ...unreadable, "fork_limit"],
  }),
  "snapshots.delete": operation({
    ...base,
    id: "snapshots.delete",
    method: "DELETE",
    path: `${path}/{id}`,
    summary: "Delete a snapshot.",
    input: byId,
    output: Type.Object({ id: Id("snapshot"), object: Type.Literal("snapshot"), deleted: Type.Literal(true) }),
    errors: ["resource_missing"],
  }),
  "snapshots.export": operation({
    ...base,
    id: "snapshots.export",
    method: "GET",
    path: `${path}/{id}/export`,
    summary: "Read a snapshot as one file, secrets included.",
    input: byId,
    output: SnapshotFile,
    errors: ["resource_missing", ...unreadable],
  }),
  "snapshots.import": operation({
    ...base,
    id: "snapshots.import",
    method: "POST",
    path: `${path}/import`,
    summary: "Take a snapshot in that another sandbox exported.",
    input: Params(SnapshotFile.properties),
    output: Snapshot,
    status: 201,
    bodyBytesMax: 256 * 1024 * 1024,
    errors: ["sandbox_account_required", ...unreadable, "snapshot_limit"],
  }),
  "forks.list": operation({
    id: "forks.list",
    method: "GET",
    path: "/sandbox/forks",
    access: "sandbox:read",
    summary: "List the forks that run.",
    input: Params({}),
    output: Type.Object({
      object: Type.Literal("list"),
      url: Type.String(),
      has_more: Type.Boolean(),
      data: Type.Array(Fork),
    }),
    errors: [],
  }),
  "forks.delete": operation({
    ...base,
    id: "forks.delete",
    method: "DELETE",
    path: "/sandbox/forks/{id}",
    summary: "End a fork.",
    input: Params({ id: Id("instance") }),
    output: Type.Object({ id: Type.String(), object: Type.Literal("fork"), deleted: Type.Literal(true) }),
    errors: ["resource_missing"],
  }),
};
