import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import { snapshotFormat, type SnapshotFile } from "@micro/sdk/contract";
import { Type, type Static } from "typebox";
import { Check } from "typebox/value";

import { emptyImage } from "../migrations/index.ts";
import type { SavedChance } from "../platform/chance.ts";
import { describeImage } from "../platform/db/image.ts";
import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";
import { version } from "../version.ts";
import type { KeptState } from "./state.ts";

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

/** Reads such a file. Throws for one that is newer, has other tables, or is damaged; then nothing was done with it. */
export async function fromDocument(document: SnapshotFile): Promise<Omit<KeptState, "id">> {
  const { format, name, created, clock, chance, database } = document;
  if (format > snapshotFormat) {
    throw new DomainError("snapshot_newer", {
      message: `The snapshot has format ${format}, and this version reads up to ${snapshotFormat}.`,
      param: "format",
    });
  }
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
