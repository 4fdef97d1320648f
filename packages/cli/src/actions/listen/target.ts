import { UsageError } from "../../abort.ts";

const defaultOrigin = "http://localhost:4242";
const examples = "Give a URL (http://localhost:3000/webhook), a port (3000) or a path (/webhook).";

/** The URL that `--forward-to` means: a URL, one without `http://`, a bare port with or without a path, or a path. */
export function parseTarget(text: string): URL {
  const url = URL.parse(complete(text));
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.hostname === "") {
    throw new UsageError(`"${text}" is not a URL that events can be forwarded to.`, examples);
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(
      "The target's URL has a user name or password in it.",
      "Send them with --headers 'Authorization: Basic …' instead.",
    );
  }
  url.hash = "";
  return url;
}

function complete(text: string): string {
  if (/^\d+(\/|$)/.test(text)) return `http://127.0.0.1:${text}`;
  if (text.startsWith("/")) return defaultOrigin + text;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
}
