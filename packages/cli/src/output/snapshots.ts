import type { Snapshot } from "@micro/sdk";

import { out } from "./colours.ts";
import { instantText } from "./instant.ts";
import { table } from "./table.ts";

/** Why a snapshot cannot be restored. */
const reasons: Record<NonNullable<Snapshot["error"]>, string> = {
  snapshot_newer: "written by a newer version, which alone can read it",
  snapshot_schema_mismatch: "of another version, which alone can restore it",
  snapshot_damaged: "damaged",
};

/** Snapshots, a line each. */
export const snapshotsText = (snapshots: readonly Snapshot[]): string =>
  snapshots.length === 0
    ? "There are no snapshots. micro snapshot save makes one."
    : table(
        snapshots.map(({ id, name, bytes, clock, created, error }) => [
          out.bold(id),
          name ?? "",
          `${Math.ceil(bytes / 1024)} kB`,
          instantText(created),
          error === null ? out.dim(clock.mode === "frozen" ? "its clock stands" : "") : reasons[error],
        ]),
      );
