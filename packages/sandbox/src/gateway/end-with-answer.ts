import type { Duplex } from "node:stream";

import type { Answer } from "./answer.ts";

/** Writes an answer to a connection that has no response object, such as a refused handshake, and hangs up. */
export function endWithAnswer(
  socket: Duplex,
  { status, body }: Pick<Answer, "status" | "body">,
  requestId: string,
  reason = "Refused",
): void {
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      "connection: close",
      "content-type: application/json; charset=utf-8",
      `request-id: ${requestId}`,
      `content-length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
  );
}
