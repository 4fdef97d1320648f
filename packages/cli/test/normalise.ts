import type { createMachine } from "./micro.ts";

/** What differs from run to run, and what is written instead. Later lines see what earlier ones have left. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/\bpi_\w+_secret_\w+/g, "pi_…_secret_…"],
  [/\b([a-z]{2,5})_[A-Za-z0-9]{24}\b/g, "$1_…"],
  [/\b([rsp]k_test)_(…[A-Za-z0-9]{4}|[A-Za-z0-9]{20,})/g, "$1_…"],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "UUID"],
  [/whsec_[A-Za-z0-9+/=]+/g, "whsec_…"],
  [/v1,[A-Za-z0-9+/=]{40,}/g, "v1,…"],
  [/(127\.0\.0\.1|localhost):\d{4,5}/g, "$1:PORT"],
  [/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, "INSTANT"],
  [/\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/g, "INSTANT"],
  [/\b20\d{2}-\d{2}-\d{2}\b/g, "DATE"],
  [/\b\d{2}:\d{2}:\d{2}(\.\d+)?\b/g, "TIME"],
  [/\b1[789]\d{11}\b/g, "MILLISECONDS"],
  [/\b1[789]\d{8}\b/g, "SECONDS"],
  [/ +\d+(\.\d+)? ms\b/g, " N ms"],
  [/("[a-z_]*_ms"): ?[\d.]+/g, "$1:N"],
  [/"(pid|bytes)": ?\d+/g, '"$1":N'],
  [/(process +)\d+/g, "$1N"],
  [/for \d+ s\b/g, "for N s"],
  [/after \d+\.\d s\b/g, "after N s"],
  [/("uptime_s"|micro\/(?=\d))[^,"]+/g, "$1…"],
  [/\bNode \d+\.\d+\.\d+, \w+ \w+/g, "Node N, SYSTEM"],
  [/"node":"[^"]*","platform":"[^"]*","arch":"[^"]*"/g, '"node":"N","platform":"SYSTEM","arch":"SYSTEM"'],
  [/\b[0-9a-f]{64}\b/g, "HASH"],
  [/"(date|etag|content-length)": ?"[^"]*"/g, '"$1":"…"'],
];

/** Text of a command with names in place of what differs from run to run. */
export const normalise = (
  text: string,
  { home, dataDir }: Pick<ReturnType<typeof createMachine>, "home" | "dataDir">,
) =>
  replacements.reduce(
    (current, [pattern, instead]) => current.replaceAll(pattern, instead),
    text.replaceAll(dataDir, "DATA").replaceAll(home, "HOME"),
  );
