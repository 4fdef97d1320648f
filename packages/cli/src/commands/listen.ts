import { fetchSecret, listen } from "../actions/listen/listen.ts";
import { completePlan, findSilent, planForwarding } from "../actions/listen/plan.ts";
import { openSource } from "../actions/listen/source.ts";
import { writeSecret } from "../actions/listen/write-secret.ts";
import { MicroCommand } from "../command.ts";
import { endWithNpx } from "../end-with-npx.ts";
import { onInterrupt } from "../interrupt.ts";
import { listenFlags } from "../listen-flags.ts";
import { factsOf, listenJson } from "../output/listen-json.ts";
import { listenText, silentText } from "../output/listen-text.ts";
import { print, printJson, say } from "../output/write.ts";

export default class Listen extends MicroCommand {
  static override summary = "Show events as they happen, and forward them, signed, to your server.";
  static override description =
    "A forward that fails is sent again, slower each time. Where no sandbox runs, one is started until the end.";
  static override examples = [
    "<%= config.bin %> listen --forward-to localhost:3000/webhook",
    "<%= config.bin %> listen -f 3000/webhook --events payment.succeeded,payment.failed",
    {
      description: "Each kind of event to its own server",
      command: "<%= config.bin %> listen -f 'payment.*=3000/payments' -f 'payout.*=3001/payouts'",
    },
    { description: "Put the secret where your server looks", command: "<%= config.bin %> listen --write-secret .env" },
    {
      description: "See whether your handler bears what happens in the world",
      command: "<%= config.bin %> listen -f 3000 --duplicate 0.2 --shuffle 5 --seed 1",
    },
    { description: "For a program: one JSON object a line", command: "<%= config.bin %> listen --format json" },
  ];
  static override flags = listenFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(Listen);
    const connection = this.connection(flags);
    const types = flags.events && (await parseTypes(flags.events));
    const planned = await planForwarding(flags);
    const { signal } = onInterrupt();
    endWithNpx();
    await using source = await openSource(connection);
    const isJson = flags.json || flags.format === "json";
    if (flags["print-secret"]) {
      const secret = await fetchSecret(source);
      return isJson ? printJson({ secret }) : print(secret);
    }
    if (flags["write-secret"] !== undefined) writeSecret(flags["write-secret"], await fetchSecret(source));
    if (source.own !== undefined) say(`No sandbox was running, so one was started here: ${source.own.url}`);
    const plan = await completePlan(planned, source, flags["load-from-endpoints"]);
    const facts = factsOf(source.client.baseUrl, plan?.routes, types, flags["show-body"]);
    const view = isJson ? listenJson(facts) : listenText(facts);
    for (const url of await findSilent(plan)) say(silentText(url, flags.retry));
    await listen(source, { plan, types, signal, view });
  }
}

async function parseTypes(lists: readonly string[]): Promise<string[]> {
  // Loads the whole contract for the names of its events: only needed where events are named.
  const { parseEventTypes } = await import("../actions/listen/event-types.ts");
  return parseEventTypes(lists);
}
