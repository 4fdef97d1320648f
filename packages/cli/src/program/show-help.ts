import { leadingWords } from "./find-command.ts";
import type { Program } from "./program.ts";
import { unknownCommand } from "./unknown-command.ts";

/** Prints help about the command or the group of commands that the words mean; about all of them where there are none. */
export async function showHelp(program: Program, argv: readonly string[]): Promise<void> {
  const words = leadingWords(argv);
  if (words.length === 0) {
    const root = await import("./show-root-help.ts");
    await root.showRootHelp(program);
    return;
  }
  const manifest = await program.manifest();
  const ids = Object.keys(manifest.commands);
  const known = [3, 2, 1]
    .map((count) => words.slice(0, count).join(":").replaceAll("-", "_"))
    .flatMap((id) => [id, id.replaceAll("_", "-")])
    .find((id) => ids.includes(id) || ids.some((other) => other.startsWith(`${id}:`)));
  if (known === undefined) throw unknownCommand(words, manifest);
  const [{ Help }, { HelpConfig }, { CommandHelp }] = await Promise.all([
    import("@oclif/core/help"),
    import("./help-config.ts"),
    import("./command-help.ts"),
  ]);
  class OwnHelp extends Help {
    protected override CommandHelpClass = CommandHelp;
  }
  const help = new OwnHelp(new HelpConfig(program.pjson, manifest), { flagSortOrder: "none", docopts: false });
  await help.showHelp([...known.split(":"), "--help"]);
}
