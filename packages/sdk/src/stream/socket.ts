/** The part of a WebSocket that the stream uses. Browsers, Node, Deno, Bun and undici all have it. */
export interface StreamSocket {
  /** Sends a message of text. Called after `open` only. */
  send(text: string): void;
  /** Begins to close, whatever its state; a second call does nothing. */
  close(code?: number, reason?: string): void;
  /** `open` comes once; `error` where it cannot be opened or breaks; `close` at the end; the `data` of a message is its text. */
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
}

/** Opens a WebSocket at a `ws:` or `wss:` URL with the subprotocol and the headers. */
export type WebSocketFactory = (
  url: string,
  options: { protocols: string[]; headers: Record<string, string> },
) => StreamSocket;
