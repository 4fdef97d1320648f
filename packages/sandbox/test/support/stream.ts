import { streamProtocol, type StreamMessage, type StreamRequest } from "@micro/sdk";
import { onTestFinished } from "vitest";
import { WebSocket, type ClientOptions } from "ws";

import type { Sandbox } from "../../src/index.ts";

/** A subscriber that says and hears what the wire carries, frame by frame. */
export interface Subscriber {
  socket: WebSocket;
  /** Every frame so far, pings aside. */
  messages: StreamMessage[];
  /** Every text frame so far, as it came. */
  frames: string[];
  say(message: StreamRequest): void;
  /** Waits for the next frame that is no ping. */
  next(): Promise<StreamMessage>;
  /** Waits for that many further frames that are no pings. */
  take(count: number): Promise<StreamMessage[]>;
  /** How the connection ended. */
  closed: Promise<{ code: number; reason: string }>;
}

/** Connects to the stream with the sandbox's key by default; it hangs up when the test ends. */
export async function openStream(
  sandbox: Pick<Sandbox, "url" | "apiKey">,
  { protocols = [streamProtocol], ...options }: ClientOptions & { protocols?: string[] } = {},
): Promise<Subscriber> {
  const socket = new WebSocket(`${sandbox.url.replace("http", "ws")}/ws`, protocols, {
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
    ...options,
  });
  onTestFinished(() => socket.terminate());
  const messages: StreamMessage[] = [];
  const frames: string[] = [];
  let taken = 0;
  let wake = () => {};
  socket.on("message", (data: Buffer) => {
    const text = data.toString();
    frames.push(text);
    const message = JSON.parse(text) as StreamMessage;
    if (message.type !== "ping") messages.push(message);
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const next = async () => {
    while (messages.length <= taken) {
      const arrived = new Promise<"arrived">((resolve) => (wake = () => resolve("arrived")));
      const ended = await Promise.race([arrived, closed]);
      if (ended !== "arrived") throw new Error(`The stream was closed: ${ended.code} ${ended.reason}`);
    }
    return messages[taken++]!;
  };
  return {
    socket,
    messages,
    frames,
    closed,
    say: (message) => socket.send(JSON.stringify(message)),
    next,
    take: async (count) => {
      const taken: StreamMessage[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
  };
}

/** The numbers of the events among messages. */
export const seqsOf = (messages: readonly StreamMessage[]) =>
  messages.flatMap((message) => (message.type === "event" ? [message.seq] : []));
