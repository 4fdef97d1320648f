import { invoiceStatuses, type Invoice } from "@micro/sdk";
import { Flags } from "@oclif/core";

import { listInvoices } from "../../actions/billing/read.ts";
import { MicroCommand } from "../../command.ts";
import { invoicesText } from "../../output/billing.ts";

export default class BillingInvoices extends MicroCommand {
  static override summary = "List invoices, newest first, with how often their payment was tried.";
  static override examples = [
    "<%= config.bin %> billing invoices --status open",
    "<%= config.bin %> billing invoices --subscription sub_123",
  ];
  static override enableJsonFlag = true;
  static override flags = {
    customer: Flags.string({ helpValue: "ID", description: "only of this customer" }),
    subscription: Flags.string({ helpValue: "ID", description: "only of this subscription" }),
    status: Flags.option({ options: invoiceStatuses })({ description: "only of this status" }),
    limit: Flags.integer({ default: 20, min: 1, max: 100_000, description: "how many at the most" }),
  };

  async run(): Promise<Invoice[]> {
    const { flags } = await this.parse(BillingInvoices);
    const { customer, subscription, status, limit } = flags;
    const invoices = await listInvoices(this.connection(flags), limit, {
      ...(customer !== undefined && { customer }),
      ...(subscription !== undefined && { subscription }),
      ...(status && { status }),
    });
    this.log(invoicesText(invoices));
    return invoices;
  }
}
