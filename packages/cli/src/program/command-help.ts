import { CommandHelp as FrameworkHelp, type HelpFormatter } from "@oclif/core/help";

type RenderList = HelpFormatter["renderList"];

/** Help about one command, as the framework writes it, but for three things. */
export class CommandHelp extends FrameworkHelp {
  /** Says that there are flags, too. */
  protected override defaultUsage(): string {
    return `${super.defaultUsage()} [flags]`;
  }

  /** The summary stands above already. */
  protected override description(): string | undefined {
    const { description } = this.command;
    return description === undefined ? undefined : this.wrap(description);
  }

  /** The framework trims a list, and so moves a first flag without a letter out of line. */
  public override renderList(...[input, options]: Parameters<RenderList>): string {
    const text = super.renderList(input, options);
    const first = input[0]?.[0] ?? "";
    const isBesideIts = text.startsWith(`${first.trim()} `);
    return isBesideIts ? " ".repeat(first.length - first.trimStart().length) + text : text;
  }
}
