import type { Client } from "@micro/sdk";
import { readInstant } from "@micro/sdk/contract";

import { UsageError } from "../abort.ts";

const unitS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The instant, in seconds, that `--since` means: so long ago by the sandbox's clock (`90s`, `1h`, `2d`), or a time. */
export async function sinceInstant(client: Pick<Client, "clock">, text: string): Promise<number> {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Math.max(0, (await client.clock.get()).now - Number(count) * (unitS[unit] ?? 1));
  if (/^\d{9,12}$/.test(text)) return Number(text);
  const instant = readInstant(text);
  if (instant !== undefined) return instant;
  throw new UsageError(`"${text}" is not a time.`, "Write 90s, 1h, 2d, 2026-11-20 or 2026-11-20T08:00:00Z.");
}
