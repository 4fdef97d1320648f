import type { Replay } from "@micro/sdk";

import { Abort, UsageError } from "../../abort.ts";
import type { Connection } from "../../config/connection.ts";
import { openClient } from "../client.ts";
import { sinceInstant } from "../since.ts";

/** Which events to send again, and where. */
export interface ResendFlags {
  last: boolean;
  failed: boolean;
  since?: string | undefined;
  "from-seq"?: number | undefined;
  "to-seq"?: number | undefined;
  type?: string | undefined;
  endpoint?: string | undefined;
  to?: "endpoints" | "stream" | undefined;
}

/** Sends one event again, the last one, a range, or all that failed since an instant. */
export async function resend(connection: Connection, id: string | undefined, flags: ResendFlags): Promise<Replay> {
  const { last, failed, since, type, endpoint, to, "from-seq": from, "to-seq": until } = flags;
  const isRange = failed || [since, from, until, type].some((bound) => bound !== undefined);
  if ([id !== undefined, last, isRange].filter(Boolean).length !== 1) {
    throw new UsageError(
      "Say which events: one id, --last, --failed, or a range.",
      "For instance micro events resend --failed --since 1h.",
    );
  }
  await using client = openClient(connection);
  const destination = { ...(endpoint !== undefined && { endpoint }), ...(to !== undefined && { to }) };
  if (!isRange) return await client.events.resend(id ?? (await newest(client)), destination);
  const instant = since === undefined ? undefined : await sinceInstant(client, since);
  return await client.events.replay({
    ...destination,
    ...(failed && { failed_since: instant ?? 0 }),
    ...(!failed && instant !== undefined && { created: { gte: instant } }),
    ...(from !== undefined && { from_seq: from }),
    ...(until !== undefined && { to_seq: until }),
    ...(type !== undefined && { type }),
  });
}

/** Whether there were events to send again, and nobody to send them to. */
export const reachesNobody = ({ event_count: events, delivery_count: deliveries, listener_count: listeners }: Replay) =>
  events > 0 && deliveries === 0 && listeners === 0;

async function newest(client: ReturnType<typeof openClient>): Promise<string> {
  const [event] = (await client.events.list({ limit: 1 })).data;
  if (event) return event.id;
  throw new Abort("There is no event yet.", "Bring one about with micro trigger payment.succeeded.");
}
