import { connect, type Socket } from "node:net";

/** One keep-alive connection with one request under way at a time. */
export interface Connection {
  send(request: string): Promise<string>;
  close(): void;
}

const headEnd = "\r\n\r\n";
const lengthHeader = /\r\ncontent-length: (\d+)/i;

/**
 * Opens a bare connection. It knows just enough of HTTP/1.1 to find where an answer ends: answers without a length are
 * refused, as are all but 2xx.
 */
export async function openConnection(port: number): Promise<Connection> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket)).once("error", reject);
  });
  socket.setNoDelay(true);
  // One byte is one character, so that lengths in the text are lengths on the wire.
  socket.setEncoding("latin1");
  let received = "";
  let settle: { resolve: (answer: string) => void; reject: (cause: Error) => void } | undefined;

  const fail = (message: string) => settle?.reject(new Error(message));
  socket.on("close", () => fail("The connection was closed."));
  socket.on("data", (part: string) => {
    received += part;
    const bodyStart = received.indexOf(headEnd) + headEnd.length;
    if (bodyStart < headEnd.length) return;
    const length = lengthHeader.exec(received)?.[1];
    if (length === undefined) {
      fail(`An answer has no length: ${received}`);
      return;
    }
    if (received.length < bodyStart + Number(length)) return;
    const answer = received;
    received = "";
    if (answer.startsWith("HTTP/1.1 2")) settle?.resolve(answer);
    else fail(`Not answered by 2xx: ${answer}`);
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(request, "latin1");
      }),
    close: () => socket.destroy(),
  };
}
