import { Errors, settings } from "@oclif/core";

import { exitCodes } from "../abort.ts";
import { endSoon, hangUp, isHungUp, signalCode, stop } from "../interrupt.ts";
import { describeFailure, failureJson, printFailure } from "../output/failure.ts";
import { isHangUp, restoreScreen } from "../output/screen.ts";
import { printJson } from "../output/write.ts";
import { findCommand, leadingWords } from "./find-command.ts";
import { lightConfig } from "./light-config.ts";
import type { Program } from "./program.ts";

/** Runs one command and leaves its exit code. */
export async function start(program: Program, argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (isHangUp(stream, error)) hangUp();
      else if (error.code === "EPIPE") stop(0);
      else throw error;
    });
  }
  process.on("uncaughtException", (error) => {
    if (isHungUp()) return;
    fail(error, false);
    endSoon();
    stop(exitCodes.failed);
  });
  // The built files run, also where NODE_ENV says test or development.
  settings.enableAutoTranspile = false;
  try {
    await run(program, argv);
  } catch (error) {
    fail(error, ownFlags(argv).includes("--json"));
    endSoon();
  }
}

async function run(program: Program, argv: readonly string[]): Promise<void> {
  if (asksForHelp(argv)) return showHelp(program, argv[0] === "help" ? argv.slice(1) : argv);
  const found = await findCommand(argv, program.folder);
  if (found !== undefined) {
    const command = await found.load();
    await command.start(found.argv, lightConfig(program.pjson));
    return undefined;
  }
  const manifest = await program.manifest();
  const words = leadingWords(argv);
  const group = `${words.join(":")}:`;
  const isGroup = words.length > 0 && Object.keys(manifest.commands).some((id) => id.startsWith(group));
  if (isGroup) return showHelp(program, words);
  const { unknownCommand } = await import("./unknown-command.ts");
  throw unknownCommand(words.length > 0 ? words : argv.slice(0, 1), manifest);
}

async function showHelp(program: Program, argv: readonly string[]): Promise<void> {
  const help = await import("./show-help.ts");
  await help.showHelp(program, argv);
}

function asksForHelp(argv: readonly string[]): boolean {
  const own = ownFlags(argv);
  return argv[0] === "help" || own.includes("--help") || own[0] === "-h";
}

/** What stands after `--` is another program's. */
function ownFlags(argv: readonly string[]): readonly string[] {
  return argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
}

function fail(error: unknown, asJson: boolean): void {
  if (isHungUp()) {
    process.exitCode = signalCode("SIGHUP");
    return;
  }
  restoreScreen();
  if (error instanceof Errors.ExitError) {
    process.exitCode = error.oclif.exit;
    return;
  }
  const failure = describeFailure(error);
  if (asJson) printJson(failureJson(failure));
  else printFailure(failure);
  process.exitCode = failure.exitCode;
}
