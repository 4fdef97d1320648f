/** What the form of the checkout page sends; card data is not kept longer than the call. */
export interface CheckoutForm {
  type?: string;
  test_card?: string;
  number?: string;
  expiry?: string;
  cvc?: string;
  email?: string;
  name?: string;
  account?: string;
}

const names = ["type", "test_card", "number", "expiry", "cvc", "email", "name", "account"] as const;

/** The fields of a form that are filled in; anything else in it is left out. */
export const readForm = (body: unknown): CheckoutForm & { outcome?: string } => readFields(body, [...names, "outcome"]);

/** What the holder of a connected account says of himself. */
export const readOnboarding = (body: unknown): Record<string, string> =>
  readFields(body, ["account_number", "business_type", "email", "name"]);

/** What a customer asks of the billing portal. */
export function readPortal(body: unknown): Record<string, unknown> {
  const fields = readFields(body, ["action", "price", "subscription"]);
  const { payment_method_data: data } = toPayment(readForm(body));
  return fields["action"] === "change_card" ? { ...fields, payment_method_data: data } : fields;
}

function readFields(body: unknown, wanted: readonly string[]): Record<string, string> {
  const fields = new URLSearchParams(typeof body === "string" ? body : "");
  const known = wanted.map((name) => [name, fields.get(name)?.trim() ?? ""] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== ""));
}

/** The input of `checkout_page.submit` that a form stands for; the contract says whether it is a good one. */
export function toPayment(form: CheckoutForm): Record<string, unknown> {
  const { email, name } = form;
  const details = { ...(email !== undefined && { email }), ...(name !== undefined && { name }) };
  return { ...details, payment_method_data: { ...methodOf(form), billing_details: details } };
}

function methodOf({ type, test_card: testCard, number, expiry, cvc, account }: CheckoutForm): Record<string, unknown> {
  if (type === "us_bank_account") {
    return { type, us_bank_account: { account_number: account, routing_number: "110000000" } };
  }
  if (type === "sepa_debit") return { type, sepa_debit: { iban: account } };
  if (testCard !== undefined) {
    return { type: "card", card: { number: testCard, exp_month: 12, exp_year: 2034, cvc: "123" } };
  }
  const [month, year] = (expiry ?? "").split("/").map((part) => Number(part.trim()));
  return {
    type: "card",
    card: {
      number,
      exp_month: month,
      ...(year !== undefined && { exp_year: year }),
      ...(cvc !== undefined && { cvc }),
    },
  };
}
