import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import { snapshotFormat, SnapshotFile } from "@micro/sdk/contract";
import { Type, type Static } from "typebox";
import { Check } from "typebox/value";

import { emptyImage } from "../migrations/index.ts";
import type { SavedChance } from "../platform/chance.ts";
import { describeImage } from "../platform/db/image.ts";
import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";
import { version } from "../version.ts";
import type { Description, KeptState } from "./state.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

const ChanceText = Type.Object({
  seed: Type.String(),
  ids: Type.Record(
    Type.String(),
    Type.Object({ place: Type.String({ pattern: "^[0-9A-Za-z]{8}$" }), position: Type.Integer({ minimum: 0 }) }),
  ),
});

let ownHash: string | undefined;

/** Which tables this version's databases have. */
export const schemaHash = (): string => (ownHash ??= describeImage(emptyImage()).schemaHash);

/** Writes a state as a file. */
export async function toDocument({ name, created, state, schemaHash }: Omit<KeptState, "id">): Promise<SnapshotFile> {
  const { clock, now, chance, image } = state;
  const compressed = await compress(image, { level: 1 });
  return {
    object: "snapshot_file",
    format: snapshotFormat,
    schema_hash: schemaHash,
    sandbox_version: version,
    name,
    created,
    clock: { frozen_at_ms: clock.frozenAtMs, offset_ms: clock.offsetMs, now },
    chance: chance === undefined ? null : JSON.stringify(chance),
    database: compressed.toString("base64"),
  };
}

/** Parses the text of such a file. Throws where it is another's. */
export function parseDocument(text: string): SnapshotFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
  assertFormat(parsed);
  if (!Check(SnapshotFile, parsed)) throw damaged(new Error("The file is not that of a snapshot."));
  return parsed;
}

/** Describes such a file without reading its database. */
export function describeDocument({
  name,
  schema_hash,
  created,
  clock,
  chance,
  database,
}: SnapshotFile): Omit<Description, "id"> {
  return {
    name,
    schemaHash: schema_hash,
    created,
    bytes: unpackedSize(database),
    isFrozen: clock.frozen_at_ms !== null,
    now: clock.now,
    isSeeded: chance !== null,
    error: schema_hash === schemaHash() ? null : "snapshot_schema_mismatch",
  };
}

/** How long it is unpacked: the last four bytes say it (RFC 1952, section 2.3.1). */
function unpackedSize(database: string): number {
  const end = Buffer.from(database.slice(-8), "base64").subarray(-4);
  return end.length === 4 ? end.readUInt32LE() : 0;
}

function assertFormat(document: unknown): void {
  const format = typeof document === "object" && document !== null && "format" in document ? document.format : 0;
  if (typeof format !== "number" || format <= snapshotFormat) return;
  throw new DomainError("snapshot_newer", {
    message: `The snapshot has format ${format}, and this version reads up to ${snapshotFormat}.`,
    param: "format",
  });
}

/** Reads such a file. Throws for one that is newer, has other tables, or is damaged; then nothing was done with it. */
export async function fromDocument(document: SnapshotFile): Promise<Omit<KeptState, "id">> {
  const { name, created, clock, chance, database } = document;
  assertFormat(document);
  if (document.schema_hash !== schemaHash()) throw otherTables(document);
  const image = await decompress(Buffer.from(database, "base64"), { maxOutputLength: limits.snapshotBytesMax }).catch(
    (cause: unknown) => {
      throw damaged(cause);
    },
  );
  const found = describe(image);
  if (found !== schemaHash()) throw otherTables(document);
  return {
    name,
    created,
    schemaHash: found,
    state: {
      image,
      clock: { frozenAtMs: clock.frozen_at_ms, offsetMs: clock.offset_ms },
      now: clock.now,
      chance: chance === null ? undefined : readChance(chance),
    },
  };
}

function describe(image: Buffer): string {
  try {
    const { schemaHash: found, fault } = describeImage(image);
    if (fault !== undefined) throw new Error(fault);
    return found;
  } catch (cause) {
    throw damaged(cause);
  }
}

function readChance(text: string): SavedChance {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Check(ChanceText, parsed)) return parsed satisfies Static<typeof ChanceText>;
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged(new Error("The place of the draws is not in order."));
}

const damaged = (cause: unknown) => new DomainError("snapshot_damaged", { param: "database", cause });
const otherTables = ({ sandbox_version: writer }: SnapshotFile) =>
  new DomainError("snapshot_schema_mismatch", {
    message: `The snapshot has other tables than this version; micro ${writer.slice(0, 50)} wrote it.`,
    param: "schema_hash",
  });
