import { Args } from "@oclif/core";

import { openClient } from "../../actions/client.ts";
import { explainPayment, type ExplainedPayment } from "../../actions/explain-payment.ts";
import { MicroCommand } from "../../command.ts";
import { paymentText } from "../../output/payment-states.ts";

export default class ExplainPayment extends MicroCommand {
  static override summary = "Show the states of a payment, or where one stands and what can be done with it.";
  static override examples = ["<%= config.bin %> explain payment", "<%= config.bin %> explain payment pi_…"];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ description: "id of a payment intent" }) };

  async run(): Promise<ExplainedPayment> {
    const { args, flags } = await this.parse(ExplainPayment);
    if (args.id === undefined) {
      const all = await explainPayment();
      this.log(paymentText(all));
      return all;
    }
    await using client = openClient(this.connection(flags));
    const explained = await explainPayment(await client.paymentIntents.get(args.id));
    this.log(paymentText(explained));
    return explained;
  }
}
