import { RawRequestCommand } from "../raw-request-command.ts";

export default class Delete extends RawRequestCommand {
  static override summary = "Send a DELETE request and print the answer.";
  static override examples = [
    "<%= config.bin %> delete /webhooks/endpoints/we_…",
    {
      description: "In a script, where nobody can be asked",
      command: "<%= config.bin %> delete /webhooks/endpoints/we_… --confirm",
    },
  ];
  protected readonly method = "DELETE";
}
