import type { Api, PageAnswer } from "./api.ts";
import { challenge } from "./challenge.ts";
import { IntegrationError } from "./errors.ts";
import { email, text } from "./fields.ts";
import { buildForm, type Form } from "./form.ts";
import { openFrame, setStyle, type Frame } from "./frame.ts";
import { ways, type Collected } from "./kinds.ts";
import { styleSheet } from "./styles.ts";

/** How a page opens the checkout of a session. */
export interface EmbeddedOptions {
  clientSecret?: string;
  fetchClientSecret?: () => Promise<string>;
  onComplete?: () => void;
}

/** A session's checkout as the page has it. */
interface EmbeddedCheckout {
  mount(target: string | HTMLElement): void;
  unmount(): void;
  destroy(): void;
}

/** What the sandbox tells of a session to who holds its secret. */
export interface CheckoutPage {
  error: { message: string } | null;
  line_items: { description: string; amount_total: number; currency: string; quantity: number }[];
  next_url: string | null;
  payment_method_types: string[];
  session: {
    allow_promotion_codes: boolean;
    amount_total: number | null;
    currency: string | null;
    customer_details: { email: string | null } | null;
    customer_email: string | null;
    mode: "payment" | "setup" | "subscription";
    status: "open" | "complete" | "expired";
  };
}

const css = `
  body { padding: 16px; background: #fff; }
  ul { padding: 0; list-style: none; }
  li { display: flex; justify-content: space-between; margin: 4px 0; }
  h1 { font-size: 28px; margin: 0 0 8px; }
  button { font: inherit; padding: 12px; margin-top: 12px; width: 100%; cursor: pointer; }
`;

let isTaken = false;

/** Opens the checkout of a session, which is then mounted. There is one at a time. */
export async function createEmbeddedCheckout(api: Api, options: EmbeddedOptions): Promise<EmbeddedCheckout> {
  if (isTaken) throw new IntegrationError("You cannot have multiple Embedded Checkout objects: destroy the first one.");
  isTaken = true;
  try {
    const secret = options.clientSecret ?? (await options.fetchClientSecret?.());
    if (!/^cs_[0-9A-Za-z]+_secret_/.test(String(secret)) || secret === undefined) {
      throw new IntegrationError(`\`${String(secret)}\` is no client secret of a session: \`cs_…_secret_…\`.`);
    }
    const { value, error } = await api.checkoutPage(secret);
    if (error) throw new IntegrationError(error.message ?? "The session cannot be read.");
    return embed(api, secret, value, options);
  } catch (cause) {
    isTaken = false;
    throw cause;
  }
}

function embed(api: Api, secret: string, first: CheckoutPage, { onComplete }: EmbeddedOptions): EmbeddedCheckout {
  let frame: Frame | undefined;
  let shown = first;
  let isDestroyed = false;

  const draw = (content: Document) => {
    setStyle(content, styleSheet(false, {}, {}) + css);
    content.body.replaceChildren();
    const { session } = shown;
    if (session.status !== "open") {
      const done = session.mode === "setup" ? "Payment method saved" : "Payment received";
      append(content.body, "h1", session.status === "complete" ? done : "This session has expired");
      return;
    }
    drawOrder(content.body, shown);
    const alert = append(content.body, "p", shown.error?.message ?? "");
    alert.setAttribute("role", "alert");
    if (session.allow_promotion_codes) {
      const code = buildForm(content.body, [[text("promotionCode", "Promotion code")]], true, silent);
      addButton(content.body, "Apply", async () => {
        const { value, error } = await api.checkoutPage(secret, "/redeem", {
          promotion_code: code.values()["promotionCode"],
        });
        if (error) alert.textContent = error.message ?? "";
        else show(content, value);
      });
    }
    drawPayment(content, alert);
  };
  const show = (content: Document, page: CheckoutPage) => {
    shown = page;
    draw(content);
  };

  const drawPayment = (content: Document, alert: HTMLElement) => {
    const { session, payment_method_types: types } = shown;
    const address = session.customer_email ?? session.customer_details?.email ?? "";
    const known = types.filter((type) => Object.hasOwn(ways, type));
    for (const type of known) {
      const way = ways[type];
      if (!way) continue;
      const part = append(content.body, "section", "");
      part.setAttribute("aria-label", way.label);
      const rows = way.rows({});
      const own = rows.flat().some(({ name }) => name === "email");
      const payer = own ? [] : [[{ ...email(), initial: address }], [text("billingName", "Cardholder name")]];
      const form = buildForm(part, [...payer, ...rows], true, silent);
      addButton(part, labelOf(session, known.length > 1 ? way.label : ""), () =>
        pay(content, alert, form, way.collect(form.values())),
      );
    }
  };

  const pay = async (content: Document, alert: HTMLElement, form: Form, collected: Collected) => {
    form.showProblems();
    if (form.problem(true)) return;
    const { email: address, billingName, name = billingName } = form.values();
    const details = { ...(address && { email: address }), ...(name && { name }) };
    const billing = { ...collected.billing_details, ...details };
    const sent = { payment_method_data: { ...collected, billing_details: billing }, ...details };
    const settled = await authenticated(api, secret, await api.checkoutPage(secret, "", sent));
    if (settled.error) alert.textContent = settled.error.message ?? "";
    else if (settled.value.session.status === "open") show(content, settled.value);
    else finish(content, settled.value);
  };

  const finish = (content: Document, page: CheckoutPage) => {
    show(content, page);
    onComplete?.();
    if (page.next_url !== null) location.assign(page.next_url);
  };

  const unmount = () => {
    frame?.remove();
    frame = undefined;
  };
  return {
    mount: (target) => {
      if (isDestroyed) throw new IntegrationError("This Embedded Checkout was destroyed: create another one.");
      const found = typeof target === "string" ? document.querySelector<HTMLElement>(target) : target;
      if (!found) throw new IntegrationError(`There is nothing at the selector \`${target as string}\`.`);
      unmount();
      frame = openFrame(found, "Secure checkout frame", draw);
      frame.element.name = "embedded-checkout";
    },
    unmount,
    destroy: () => {
      unmount();
      if (!isDestroyed) isTaken = false;
      isDestroyed = true;
    },
  };
}

const silent = { onChange: () => {}, onFocus: () => {}, onBlur: () => {}, onEscape: () => {} };

/** Asks the payer in the place of his bank, where it wants that, and reads what came of it. */
async function authenticated(api: Api, secret: string, answer: PageAnswer): Promise<PageAnswer> {
  const { value: page } = answer;
  if (page?.session.status !== "open" || page.next_url === null) return answer;
  const asked = new URL(page.next_url).pathname.split("/").at(-1) ?? "";
  const submitted = await api.authenticate(asked, await challenge());
  return submitted.error ? { error: submitted.error } : api.checkoutPage(secret);
}

function drawOrder(body: HTMLElement, { session, line_items: items }: CheckoutPage): void {
  append(body, "h1", session.amount_total === null ? "Save your payment details" : totalOf(session));
  const list = append(body, "ul", "");
  for (const { amount_total: amount, currency, description, quantity } of items) {
    const line = append(list, "li", "");
    append(line, "span", quantity > 1 ? `${description} × ${quantity}` : description);
    append(line, "span", money(amount, currency));
  }
}

function labelOf(session: CheckoutPage["session"], way: string): string {
  const verbs = { payment: "Pay", setup: "Save", subscription: "Subscribe" };
  return way === "" ? verbs[session.mode] : `${verbs[session.mode]}: ${way}`;
}

const totalOf = ({ amount_total: total, currency }: CheckoutPage["session"]): string =>
  total === null || currency === null ? "" : money(total, currency);

/** The browser knows how many decimals a currency has. */
function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: currency.slice(0, 3) });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function append(parent: HTMLElement, tag: string, words: string): HTMLElement {
  const made = parent.ownerDocument.createElement(tag);
  made.textContent = words;
  parent.append(made);
  return made;
}

function addButton(parent: HTMLElement, label: string, act: () => Promise<void>): void {
  const made = parent.ownerDocument.createElement("button");
  Object.assign(made, { type: "button", textContent: label });
  made.addEventListener("click", () => {
    made.disabled = true;
    void act().finally(() => (made.disabled = false));
  });
  parent.append(made);
}
