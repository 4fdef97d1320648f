import type { Invoice } from "@micro/sdk";
import { Args, Flags } from "@oclif/core";

import { previewInvoice } from "../../actions/billing/read.ts";
import { UsageError } from "../../abort.ts";
import { MicroCommand } from "../../command.ts";
import { previewText } from "../../output/billing.ts";

const item = "with --item, the new one of that item; without, of an item that is added";

export default class BillingPreview extends MicroCommand {
  static override summary = "Show the next invoice of a subscription, as it is or after a change. Nothing is written.";
  static override examples = [
    "<%= config.bin %> billing preview sub_123",
    {
      description: "What an upgrade costs now",
      command: "<%= config.bin %> billing preview sub_123 --item si_123 --price price_456 --proration always_invoice",
    },
  ];
  static override enableJsonFlag = true;
  static override args = { subscription: Args.string({ required: true, description: "id of the subscription" }) };
  static override flags = {
    item: Flags.string({ helpValue: "ID", description: "the item that would change" }),
    price: Flags.string({ helpValue: "ID", description: `a price: ${item}` }),
    quantity: Flags.integer({ min: 0, description: `a quantity: ${item}` }),
    proration: Flags.option({ options: ["create_prorations", "none", "always_invoice"] as const })({
      description: "what becomes of the time that is paid for, create_prorations by default",
    }),
  };

  async run(): Promise<Invoice> {
    const { args, flags } = await this.parse(BillingPreview);
    const { item: id, price, quantity, proration } = flags;
    if (quantity !== undefined && id === undefined && price === undefined) {
      throw new UsageError(
        "--quantity is of one item, and none is named.",
        `Add --item with its id, which micro subscriptions get ${args.subscription} shows, or --price for a new one.`,
      );
    }
    const changed = {
      ...(id !== undefined && { id }),
      ...(price !== undefined && { price }),
      ...(quantity !== undefined && { quantity }),
    };
    const change = {
      ...(Object.keys(changed).length > 0 && { items: [changed] }),
      ...(proration && { proration_behavior: proration }),
    };
    const isChange = Object.keys(change).length > 0;
    const invoice = await previewInvoice(this.connection(flags), args.subscription, isChange ? change : undefined);
    this.log(previewText(invoice));
    return invoice;
  }
}
