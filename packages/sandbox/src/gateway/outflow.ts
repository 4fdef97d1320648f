import { limits } from "../platform/limits.ts";

/** What goes out to all streams of a sandbox. */
export interface Outflow {
  /** The bytes of a frame that many streams send: written once, and the same for all of them. */
  frame(name: string, write: () => string): Buffer;
  /** Takes in a stream; `giveUp` ends it, because its reader is too slow. */
  open(giveUp: () => void): Unread;
}

/** What the reader of one stream has not read yet. */
export interface Unread {
  /** Notes bytes that are sent; answers what to call once they have left. */
  add(bytes: number): () => void;
  /** The stream has ended. */
  close(): void;
}

/**
 * Makes the outflow of one sandbox. Where all readers together leave more unread than may be, those with the most are given
 * up, until it is no more than that.
 */
export function createOutflow(bytesMax: number = limits.streamsBufferBytesMax): Outflow {
  const frames = new Map<string, Buffer>();
  let frameBytes = 0;
  const streams = new Map<object, { bytes: number; giveUp: () => void }>();
  let total = 0;

  const leave = (key: object) => {
    total -= streams.get(key)?.bytes ?? 0;
    streams.delete(key);
  };
  const giveUpSlowest = () => {
    const [slowest] = [...streams].toSorted(([, a], [, b]) => b.bytes - a.bytes);
    if (!slowest) return;
    const [key, { giveUp }] = slowest;
    leave(key);
    giveUp();
  };

  return {
    frame(name, write) {
      const known = frames.get(name);
      if (known) return known;
      const frame = Buffer.from(write());
      frames.set(name, frame);
      frameBytes += frame.length;
      for (const [oldest, { length }] of frames) {
        if (frameBytes <= limits.streamFramesBytesMax) break;
        frames.delete(oldest);
        frameBytes -= length;
      }
      return frame;
    },
    open(giveUp) {
      const key = {};
      streams.set(key, { bytes: 0, giveUp });
      /** Nothing is counted of a stream that has left. */
      const count = (bytes: number) => {
        const stream = streams.get(key);
        if (!stream) return;
        stream.bytes += bytes;
        total += bytes;
      };
      return {
        add(bytes) {
          count(bytes);
          while (total > bytesMax) giveUpSlowest();
          return () => count(-bytes);
        },
        close: () => leave(key),
      };
    },
  };
}
