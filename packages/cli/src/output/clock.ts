import type { Clock } from "@micro/sdk";

import { out } from "./colours.ts";
import { instantText } from "./instant.ts";

/** What time it is in the sandbox, and whether it passes. */
export const clockText = ({ now, mode }: Clock): string =>
  `${out.bold(instantText(now))} UTC  ${mode === "frozen" ? "The clock stands." : "The clock runs."}`;
