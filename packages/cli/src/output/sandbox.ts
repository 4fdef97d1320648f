import type { Reset } from "../actions/sandbox/reset.ts";
import type { Started } from "../actions/sandbox/start.ts";
import type { Status } from "../actions/sandbox/status.ts";
import { dataDirFlag, shortPath } from "../config/paths.ts";
import { err, out } from "./colours.ts";
import { spanText } from "./span.ts";
import { table } from "./table.ts";

/** Where a sandbox is, and its keys. */
export const startedText = ({
  url,
  api_key: key,
  publishable_key: publishable,
}: Pick<Started, "url" | "api_key" | "publishable_key">): string =>
  table([
    [out.bold("URL"), out.cyan(url)],
    [out.bold("key"), key],
    [out.bold("publishable key"), publishable],
  ]);

/** What else there is to know of a sandbox that has just started. */
export function startedNotes({ port_taken: taken, url, data_dir: folder, log, pid }: Started): string {
  // The log of one in the background is read by somebody who has no key to press there.
  const hasTerminal = pid === process.pid && process.stderr.isTTY;
  const flag = dataDirFlag(folder);
  return [
    ...(taken === null ? [] : [err.yellow(`Port ${taken} is taken, so this sandbox listens on ${new URL(url).port}.`)]),
    err.dim(`Data in ${shortPath(folder)}, log in ${shortPath(log)}.`),
    "",
    hasTerminal ? "Next, in another terminal:" : "Next:",
    `  micro listen --forward-to localhost:3000/webhook${flag}`,
    `  micro trigger payment.succeeded${flag}`,
    `  micro open dashboard${flag}`,
    hasTerminal ? "Stop it with ^C." : `Stop it with micro sandbox stop${flag}.`,
  ].join("\n");
}

/** Whether a sandbox runs, and where. */
export function statusText(status: Status): string {
  const folder = shortPath(status.data_dir);
  if (!status.running) {
    return `No sandbox of ${folder} is running. Start one with micro sandbox start${dataDirFlag(status.data_dir)}.`;
  }
  return table([
    [out.bold("URL"), out.cyan(status.url)],
    [out.bold("key"), status.api_key],
    [out.bold("publishable key"), status.publishable_key],
    [out.bold("process"), `${status.pid}, for ${spanText(status.uptime_s)}`],
    [out.bold("instance"), status.instance_id],
    [out.bold("version"), status.version],
    [out.bold("data"), folder],
  ]);
}

/** What a reset did. */
export function resetText({ did, data_dir: folder }: Reset): string {
  const place = shortPath(folder);
  if (did === "nothing") return `There is nothing to forget: ${place} holds no data.`;
  const next = "Keys from micro login are void: log in again if you use one.";
  return did === "removed"
    ? `${out.green("✓")} Removed the data in ${place}. ${next}`
    : `${out.green("✓")} The sandbox forgot everything and began again. ${next}`;
}
