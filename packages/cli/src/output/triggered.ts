import type { Triggered } from "../actions/trigger.ts";
import type { Delivered } from "../actions/wait-until-delivered.ts";
import { out } from "./colours.ts";
import { table } from "./table.ts";

/** What a trigger made. */
export const triggeredText = ({ type, steps }: Triggered): string =>
  [
    `${out.green("✓")} ${type}`,
    table(steps.map(({ name, id, operation }) => [`  ${name}`, id ?? "", out.dim(operation)])),
  ].join("\n");

/** Who received its event. */
export const deliveredText = (delivered: Delivered | undefined): string =>
  (delivered?.to ?? [])
    .map(({ url, status, error }) => `\n  ${out.green("→")} ${url}  ${status ?? error ?? ""}`)
    .join("");
