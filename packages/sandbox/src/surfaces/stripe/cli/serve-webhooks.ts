import { signAsStripe } from "@micro/sdk/webhooks";
import type { WebSocket } from "ws";

import type { CredentialHeaders } from "../../../gateway/authenticate.ts";
import type { Invoke } from "../../../gateway/invoke.ts";
import type { ConnectedRow, Listener } from "../../../gateway/listen.ts";
import type { Outflow } from "../../../gateway/outflow.ts";
import { reportForward } from "../../../gateway/report-forward.ts";
import { pacedSend } from "../../../gateway/web-socket.ts";
import type { Clock } from "../../../platform/clock.ts";
import { stopwatch } from "../../../platform/real-clock.ts";
import type { Ids } from "../../../platform/ids.ts";
import { limits } from "../../../platform/limits.ts";
import type { Log } from "../../../platform/log.ts";
import { stripeTypeOf } from "../event-types.ts";
import { stripeVersion } from "../version.ts";
import type { StripeWording } from "../wording.ts";
import { parseCliMessage, type CliMessage } from "./parse-cli-message.ts";
import type { Place } from "./place.ts";

interface Served {
  webSocket: WebSocket;
  listener: Listener;
  place: Place;
  wording: StripeWording;
  /** The places in the logs of the connected accounts: what was sent of them counts as taken. */
  connected: Map<number, number>;
  signal: AbortSignal;
  credentials: CredentialHeaders;
  invoke: Invoke;
  ids: Ids;
  outflow: Outflow;
  clock: Clock;
  log: Log;
}

/**
 * Whoever asks for the account's version hears the one without a version, and with `--latest` the other: Stripe sends each
 * event in both, and its command line takes one of them.
 */
const versions = [null, stripeVersion] as const;

/** Sends each event as the webhook that Stripe's command line forwards, and keeps what it says became of it. */
export async function serveWebhooks({
  webSocket,
  listener,
  place,
  wording,
  connected,
  signal,
  outflow,
  clock,
  log,
  ...parts
}: Served): Promise<void> {
  const sent = new Map<string, Sent>();
  const sendPaced = pacedSend(webSocket, outflow);

  const receive = async (message: CliMessage) => {
    if (message.type === "event_ack") return place.markAcked(message.event_id);
    const { webhook_id: id, forward_url: url, status, body } = message;
    const { elapsedMs, account } = sent.get(id) ?? {};
    const credentials = account === undefined ? parts.credentials : { ...parts.credentials, actFor: account };
    return reportForward(
      { ...parts, credentials, log },
      { type: "result", event_id: id, url, status, latency_ms: Math.round(elapsedMs?.() ?? 0), body },
    );
  };
  webSocket.on("message", (data, isBinary) => {
    const message = isBinary || !Buffer.isBuffer(data) ? undefined : parseCliMessage(data.toString());
    if (!message) return log.debug("a message of Stripe's command line was not understood");
    receive(message).catch((cause: unknown) => log.error({ err: cause }, "a forward was not kept by a defect"));
    return undefined;
  });

  /** Says whether more can be sent. */
  const send = async ({ id, payload }: Pick<ConnectedRow, "id" | "payload">, account?: string): Promise<boolean> => {
    const timestamp = Math.floor(clock.sharedNow() / 1000);
    sent.set(id, { elapsedMs: stopwatch(), account });
    const [oldest] = sent.size > limits.stripeCliUnackedMax ? sent.keys() : [];
    if (oldest !== undefined) sent.delete(oldest);
    for (const version of versions) {
      const written = wording.write(payload, version);
      const headers = headersOf(written, listener.secret, timestamp);
      const event = { endpoint: { api_version: version }, event_payload: written, http_headers: headers };
      const names = { webhook_conversation_id: id, webhook_id: id };
      if (!(await sendPaced(JSON.stringify({ type: "webhook_event", ...event, ...names })))) return false;
    }
    return true;
  };
  const sendOwn = async () => {
    for await (const row of listener.follow(place.resumeAt(), signal)) {
      const { seq, id, isReplay } = row;
      if (stripeTypeOf(row.type) === undefined || !(isReplay || place.isDue(seq, id))) continue;
      if (!(await send(row))) return;
      if (!isReplay) place.markSent(seq, id);
    }
  };
  const sendConnected = async () => {
    for await (const row of listener.followConnected(connected, signal)) {
      if (stripeTypeOf(row.type) !== undefined && !(await send(row, row.account))) return;
    }
  };
  await Promise.all([sendOwn(), sendConnected()]);
}

/** What was sent: since when, and whose event it is if it is a connected account's. */
interface Sent {
  elapsedMs: () => number;
  account: string | undefined;
}

const headersOf = (payload: string, secret: string, timestamp: number) => ({
  Accept: "*/*; q=0.5, application/xml",
  "Cache-Control": "no-cache",
  "Content-Type": "application/json; charset=utf-8",
  "Stripe-Signature": signAsStripe({ secret, timestamp, payload })["stripe-signature"],
  "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
});
