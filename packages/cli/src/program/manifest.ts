import { readdirSync, readFileSync } from "node:fs";

import type { Command } from "@oclif/core";

import type { CommandClass } from "../command.ts";
import { importCommand } from "./find-command.ts";

/** A command as help, completion and `micro commands` show it. */
export type CommandEntry = Command.Cached;

/** All commands, by id. */
export interface Manifest {
  version: string;
  commands: Record<string, CommandEntry>;
}

/** The manifest that was built with the program; where there is none, one made of the files and the contract. */
export async function loadManifest(root: URL, folder: URL, version: string): Promise<Manifest> {
  if (folder.href.endsWith("/lib/commands/")) {
    return JSON.parse(readFileSync(new URL("oclif.manifest.json", root), "utf8")) as Manifest;
  }
  return makeManifest(folder, version);
}

/** Describes the commands of the folder, and those that the contract gives. */
export async function makeManifest(folder: URL, version: string): Promise<Manifest> {
  const { allResourceCommands } = await import("../resources/resource-command.ts");
  const written = await Promise.all(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.[jt]s$/.test(name) && !/\.(d|test)\.ts$/.test(name))
      .map(async (name) => {
        const id = name.replace(/\.[jt]s$/, "").replaceAll(/[\\/]/g, ":");
        return [id, await importCommand(new URL(name.replaceAll("\\", "/"), folder))] as const;
      }),
  );
  const names = new Set(written.map(([id]) => id));
  // A hand-written command replaces the one that its operation would get.
  const given = allResourceCommands().filter(([id]) => !names.has(id.replaceAll("_", "-")));
  const all = new Map<string, CommandClass>([...given, ...written]);
  const entries = [...all].map(([id, command]) => [id, describeCommand(id, command)] as const);
  return { version, commands: Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

function describeCommand(id: string, command: CommandClass): CommandEntry {
  const { aliases, summary, description, examples, usage, strict, hidden, state } = command;
  const jsonFlag = command.enableJsonFlag
    ? { json: { type: "boolean", description: "print the result as JSON", helpGroup: "GLOBAL" } }
    : {};
  // A command's own flags come first, and stand in place of a common one of the same name.
  const flags = { ...command.flags, ...jsonFlag, ...command.baseFlags, ...command.flags };
  const entry = {
    id,
    aliases,
    hiddenAliases: [],
    hasDynamicHelp: false,
    summary,
    description,
    examples,
    usage,
    strict,
    hidden,
    state,
    enableJsonFlag: command.enableJsonFlag,
    args: named(command.args),
    flags: named(flags),
  };
  // What a manifest holds is plain data: functions, such as parsers, are left out.
  // oxlint-disable-next-line unicorn/prefer-structured-clone -- That one refuses functions instead of leaving them out.
  return JSON.parse(JSON.stringify(entry)) as CommandEntry;
}

const named = (members: object) =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]) => [name, { ...(member as Record<string, unknown>), name }]),
  );
