import type { StreamSocket, WebSocketFactory } from "@micro/sdk/client";

type Listener = (event: never) => void;

/** Opens WebSockets with the package that the sandbox answers with; it is loaded when the first one is opened. */
export const openWebSocket: WebSocketFactory = (url, { protocols, headers }) => {
  const listeners: [string, Listener][] = [];
  let socket: StreamSocket | undefined;
  let closed: { code: number | undefined; reason: string | undefined } | undefined;
  void import("ws").then(({ WebSocket }) => {
    const opened = new WebSocket(url, protocols, { headers });
    // A listener was registered under the type of event that it takes.
    const target = opened as unknown as { addEventListener(type: string, listener: Listener): void };
    for (const [type, listener] of listeners) target.addEventListener(type, listener);
    socket = opened;
    if (closed !== undefined) opened.close(closed.code, closed.reason);
  });
  return {
    send: (text) => socket?.send(text),
    close: (code, reason) => {
      if (socket === undefined) closed = { code, reason };
      else socket.close(code, reason);
    },
    addEventListener: (type: string, listener: Listener) => {
      // Subscribers listen before there is anything to hear.
      listeners.push([type, listener]);
    },
  };
};
