import type { streamCloseCodes } from "@micro/sdk/contract";
import type { WebSocket } from "ws";

import type { CredentialHeaders } from "../../gateway/authenticate.ts";
import type { Invoke } from "../../gateway/invoke.ts";
import type { Listener } from "../../gateway/listen.ts";
import type { Outflow } from "../../gateway/outflow.ts";
import type { Ids } from "../../platform/ids.ts";
import type { Log } from "../../platform/log.ts";

/** One subscriber. */
export interface StreamSession {
  close(code: keyof typeof streamCloseCodes, reason: string): void;
  /** The connection is gone. */
  end(): void;
}

/** What a session is made of. */
export interface SessionOptions {
  webSocket: WebSocket;
  listener: Listener;
  credentials: CredentialHeaders;
  invoke: Invoke;
  ids: Ids;
  outflow: Outflow;
  log: Log;
}
