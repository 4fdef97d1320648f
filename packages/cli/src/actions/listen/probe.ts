import { connect } from "node:net";

/** Whether something listens where a URL leads; nothing is sent. */
export function isListening(url: URL, timeoutMs = 1000): Promise<boolean> {
  const defaultPort = url.protocol === "https:" ? 443 : 80;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(url.port || defaultPort), timeout: timeoutMs });
    const answer = (listens: boolean) => {
      socket.destroy();
      resolve(listens);
    };
    socket.once("connect", () => answer(true));
    socket.once("timeout", () => answer(false));
    socket.once("error", () => answer(false));
  });
}
