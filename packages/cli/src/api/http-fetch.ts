import type { IncomingMessage } from "node:http";

// An import would evaluate every export of the module, and two of them load the built-in client that this one avoids.
const { Agent, request: requestHttp } = process.getBuiltinModule("node:http");

/** Makes a `fetch` out of Node's http client, which loads in a tenth of the time of the built-in one. */
export function httpFetch(fixed: Readonly<Record<string, string>> = {}): typeof globalThis.fetch {
  const agent = new Agent({ keepAlive: true });
  const send = async (url: string, { method, headers, body, signal }: Sent): Promise<Answer> => {
    const isSecure = url.startsWith("https:");
    // Few sandboxes are behind TLS, and loading it takes longer than asking them.
    const request = isSecure ? (await import("node:https")).request : requestHttp;
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(url, { method, headers: { ...headers, ...fixed }, signal, ...(!isSecure && { agent }) });
      outgoing.once("response", resolve);
      outgoing.once("error", reject);
      outgoing.end(body);
    });
    const status = incoming.statusCode ?? 0;
    return {
      status,
      ok: status >= 200 && status < 300,
      body: incoming,
      headers: Object.entries(incoming.headers),
      text: () => readText(incoming),
    };
  };
  // The client sends no other requests, and reads no more of an answer.
  return send as unknown as typeof globalThis.fetch;
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

interface Sent {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

interface Answer {
  status: number;
  ok: boolean;
  body: AsyncIterable<Uint8Array>;
  headers: Iterable<readonly [string, string | string[] | undefined]>;
  text(): Promise<string>;
}
