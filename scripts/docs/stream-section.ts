import { readFileSync } from "node:fs";

import { streamCloseCodes, streamProtocol } from "../../packages/sdk/src/contract/stream.ts";
import { limits } from "../../packages/sandbox/src/platform/limits.ts";
import { table } from "./markdown.ts";

const advice: Record<keyof typeof streamCloseCodes, string> = {
  going_away: "The sandbox stops. Connect again later, with `after`.",
  protocol_error: "Correct the message; the reason says what is wrong with it.",
  credentials_ended: "The API key was revoked or has expired, or its account is closed. Connect with another one.",
  history_changed: "The sandbox was reset. Forget the old place and subscribe anew.",
  events_gone: "Begin with `after: 0`, the oldest event there is; what was before is gone.",
  slow_reader: "Read faster. Connect again with `after`.",
};

/** How to follow events over WebSocket. */
export function streamSection(): string[] {
  return [
    "## Stream",
    `\`GET /ws\` takes the credentials of any other request, with the scope \`events:read\`, and becomes a WebSocket. With the subprotocol \`${streamProtocol}\` both sides send JSON messages; the subscriber begins with \`subscribe\`, once per connection. Without a subprotocol each event from now on is one text frame.`,
    `\`\`\`ts\n${messageTypes()}\n\`\`\``,
    "The sandbox keeps no place for a subscriber. One that comes again names the last `seq` in `after`, and the `history_id` that it belongs to: first come the events after it, then the live ones, without gap or duplicate. `result` and `failed` say what became of a forward; `GET /webhooks/attempts` shows them. An event with `replay` is sent again on request (`POST /events/{id}/resend`) and does not move the reader's place.",
    "`GET /events/stream` is the same log as server-sent events: `?types=payment.*,charge.succeeded` filters, `id` is the event's `seq` and its history, as in `12@his_2TfM8xQbq4dS7cVn1LgKzY3e`, and `Last-Event-ID` (or `?after=`, for which the number alone does, too) resumes after it. The first `id` comes at once, without an event: the place to begin at. A reset ends every stream, and one whose reader is too slow or whose credentials hold no longer is ended, too, with an event `closed`, whose `data` has the code below and the reason. A reader that comes again from another history gets this one from its beginning. A place whose events are gone is answered with 410 `event_gone`, a number beyond the newest with 409 `state_conflict`.",
    table(
      ["close code", "name", "what to do"],
      Object.entries(streamCloseCodes).map(([name, code]) => [
        String(code),
        `\`${name}\``,
        advice[name as keyof typeof advice],
      ]),
    ),
    `A stream ends with the API key that opened it: at once when the key is revoked, and within ${limits.streamPingMs / 1000} s when it expires.`,
    `A \`ping\` comes every ${limits.streamPingMs / 1000} s. A reader that leaves more than ${limits.streamBufferBytesMax / 1024 / 1024} MiB unread is closed, as is the slowest where all readers leave more than ${limits.streamsBufferBytesMax / 1024 / 1024} MiB unread together, and one that sends more than ${limits.streamFrameBytesMax / 1024 / 1024} MiB in one message.`,
  ];
}

/** The messages as the contract declares them. */
function messageTypes(): string {
  const file = new URL("../../packages/sdk/src/contract/stream.ts", import.meta.url);
  const types = /\/\*\* What a subscriber sends\.[\s\S]*?(?=\/\*\* Why the sandbox closes)/.exec(
    readFileSync(file, "utf8"),
  );
  if (!types) throw new Error("The stream's messages are not where they were in packages/sdk/src/contract/stream.ts.");
  return types[0].trim();
}
