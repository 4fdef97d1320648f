import { execFileSync } from "node:child_process";

import { bin } from "../micro.ts";

/** A command as `micro commands --json` tells of it. */
export interface ListedCommand {
  /** With spaces between its words. */
  name: string;
  /** Of a command that the contract gives, its route. */
  description?: string;
  args: Readonly<Record<string, { name: string; required?: boolean }>>;
  flags: Readonly<Record<string, { name: string; required?: boolean; options?: readonly string[] }>>;
}

let listed: readonly ListedCommand[] | undefined;

function allCommands(): readonly ListedCommand[] {
  if (listed !== undefined) return listed;
  const output = execFileSync(process.execPath, [bin, "commands", "--hidden", "--json"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const entries = JSON.parse(output) as (Omit<ListedCommand, "name"> & { id: string })[];
  listed = entries.map(({ id, ...rest }) => ({ ...rest, name: id.replaceAll(":", " ") }));
  return listed;
}

const isOfContract = ({ description = "" }: ListedCommand) => /^(GET|POST|DELETE) \//.test(description);

/** The commands that are written, one file each. */
export const writtenCommands = (): readonly ListedCommand[] =>
  allCommands().filter((command) => !isOfContract(command));

/** The commands that the contract gives, one for each operation. */
export const contractCommands = (): readonly ListedCommand[] => allCommands().filter(isOfContract);
