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
  action?: string;
  promotion_code?: string;
}

const names = [
  "type",
  "test_card",
  "number",
  "expiry",
  "cvc",
  "email",
  "name",
  "account",
  "action",
  "promotion_code",
] as const;

/** The fields of a form that are filled in; anything else in it is left out. */
export const readForm = (body: unknown): CheckoutForm & { outcome?: string } => readFields(body, [...names, "outcome"]);

/** What the holder of a connected account says of himself. */
export const readOnboarding = (body: unknown): Record<string, string> =>
  readFields(body, ["account_number", "business_type", "email", "name"]);

/** The lines of an address in a form, each after a prefix that says whose address it is. */
export const addressLines = ["line1", "line2", "city", "state", "postal_code", "country"] as const;

/** What a customer asks of the billing portal. */
export function readPortal(body: unknown): Record<string, unknown> {
  const asked = readFields(body, ["action", "comment", "feedback", "price", "promotion_code", "subscription"]);
  const { quantity } = readFields(body, ["quantity"]);
  const fields = { ...asked, ...(quantity !== undefined && { quantity: Number(quantity) }) };
  if (asked["action"] === "change_card") {
    return { ...fields, payment_method_data: toPayment(readForm(body))["payment_method_data"] };
  }
  return asked["action"] === "update_customer" ? { ...fields, customer: readCustomer(body) } : fields;
}

/** What a customer says of himself. */
function readCustomer(body: unknown): Record<string, unknown> {
  const address = readAddress(body, "address");
  const shipped = readAddress(body, "shipping");
  const named = readFields(body, ["shipping_name"])["shipping_name"];
  const shipping = { ...(shipped && { address: shipped }), ...(named !== undefined && { name: named }) };
  return {
    ...readFields(body, ["email", "name", "phone"]),
    ...(address && { address }),
    ...(Object.keys(shipping).length > 0 && { shipping: { address: {}, ...shipping } }),
  };
}

function readAddress(body: unknown, prefix: string): Record<string, string> | undefined {
  const fields = readFields(
    body,
    addressLines.map((line) => `${prefix}_${line}`),
  );
  const lines = Object.entries(fields).map(([name, value]) => [name.slice(prefix.length + 1), value] as const);
  return lines.length === 0 ? undefined : Object.fromEntries(lines);
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
  const [month, year] = partsOf(expiry ?? "").map((part) => Number(part.trim()));
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

/** Month and year. A keypad of digits, as telephones show one, may have no stroke to put between them. */
const partsOf = (expiry: string): string[] =>
  /^\d{4}$/.test(expiry) ? [expiry.slice(0, 2), expiry.slice(2)] : expiry.split("/");
