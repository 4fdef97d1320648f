import type { Snapshot } from "@micro/sdk";

import { out } from "./colours.ts";
import { instantText } from "./instant.ts";
import { table } from "./table.ts";

/** Snapshots, a line each. */
export const snapshotsText = (snapshots: readonly Snapshot[]): string =>
  snapshots.length === 0
    ? "There are no snapshots. micro snapshot save makes one."
    : table(
        snapshots.map(({ id, name, bytes, clock, created }) => [
          out.bold(id),
          name ?? "",
          `${Math.ceil(bytes / 1024)} kB`,
          instantText(created),
          out.dim(clock.mode === "frozen" ? "its clock stands" : ""),
        ]),
      );
