import { writeSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A sandbox that was made and not closed. */
export interface OpenSandbox {
  /** The `instanceId` that it began with. */
  instanceId: string;
  /** The line that made it. */
  madeAt: string;
}

const open = new Map<object, OpenSandbox>();
const ownFolder = fileURLToPath(new URL("..", import.meta.url));
let isWatching = false;

/** Notes a sandbox with the line that made it; answers what takes it off the list. */
export function register(instanceId: string, madeAt: string): () => void {
  const key = {};
  open.set(key, { instanceId, madeAt });
  if (!isWatching) {
    isWatching = true;
    process.once("exit", report);
  }
  return () => void open.delete(key);
}

/** The sandboxes of this process that were not closed, each with the line that made it. */
export function openSandboxes(): OpenSandbox[] {
  return [...open.values()];
}

/** Says which line a sandbox is due to, where that was not the one that called. */
export function attribute(id: string, madeAt: string): void {
  for (const sandbox of open.values()) if (sandbox.instanceId === id) sandbox.madeAt = madeAt;
}

/** The line outside of this package that calls. Ask before anything is awaited: then it may not be known any more. */
export function callingLine(): string {
  const lines = new Error("The line that made a sandbox.").stack?.split("\n").slice(1) ?? [];
  const foreign = lines.find((line) => !line.includes(ownFolder) && !line.includes("node:internal"));
  const place = /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(foreign ?? "")?.[1] ?? "an unknown line";
  return place.startsWith("file:") ? place.replace(/^file:\/\//, "").replaceAll("/", sep) : place;
}

/** At the end of the process only a synchronous write still arrives. */
function report(): void {
  for (const { madeAt } of open.values()) {
    writeSync(2, `A test sandbox was not closed. It was made at ${madeAt}; use \`await using\`, or close() it.\n`);
  }
}
