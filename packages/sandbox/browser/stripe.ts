import { createApi, type Answer, type ApiObject } from "./api.ts";
import { collectFrom, createElements, groupOf, type ElementsOptions, type PageElements } from "./elements.ts";
import { createEmbeddedCheckout, type EmbeddedOptions } from "./embedded-checkout.ts";
import { IntegrationError, type StripeError } from "./errors.ts";
import { confirmIntent, leaveTo, readSecret, resultOf, retrieveIntent, takeAction } from "./intents.ts";
import type { Collected } from "./kinds.ts";

/** The options of `Stripe()`; what is not here changes nothing. */
export interface StripeOptions {
  /** The connected account that the page acts for. */
  stripeAccount?: string;
}

/** Parameters of a payment method, where an element may stand for what it collects. */
type MethodParams = Record<string, unknown>;

interface ConfirmOptions {
  elements?: PageElements;
  clientSecret?: string;
  confirmParams?: MethodParams & { return_url?: string; payment_method_data?: MethodParams };
  redirect?: "always" | "if_required";
}

type Result = Promise<Record<string, unknown>>;

/** What of Stripe.js is not imitated: to call it is answered by saying so. */
const notImitated = {
  "confirm*Payment":
    "AcssDebit Affirm AfterpayClearpay Alipay AuBecsDebit Bancontact Billie Blik Boleto Cashapp CustomerBalance Eps Fpx " +
    "Giropay GrabPay Ideal Klarna Konbini Mobilepay Multibanco Oxxo P24 PayByBank PayNow PayPal Pix PromptPay Sofort Swish " +
    "Twint UsBankAccount WechatPay",
  "confirm*Setup":
    "AcssDebit AmazonPay AuBecsDebit BacsDebit Bancontact Blik Cashapp Ideal PayPal Sofort UsBankAccount",
  "collect*": "BankAccountForPayment BankAccountForSetup BankAccountToken FinancialConnectionsAccounts",
  "create*": "RadarSession Source",
  "*": "initCheckout redirectToCheckout retrieveSource verifyIdentity",
  "verifyMicrodepositsFor*": "Payment Setup",
};
const notImitatedNames = Object.entries(notImitated).flatMap(([form, names]) =>
  names.split(" ").map((name) => form.replace("*", name)),
);

const mandate = { customer_acceptance: { type: "online", online: { infer_from_client: true } } };

/** Makes what a page calls `stripe`. Throws for a key that is not publishable. */
export function createStripe(baseUrl: string, publishableKey: unknown, options: StripeOptions) {
  if (typeof publishableKey !== "string" || !publishableKey.startsWith("pk_")) {
    throw new IntegrationError(
      "Stripe() takes a publishable key, `pk_test_…`: `micro sandbox status` prints it. A secret key belongs on a server.",
    );
  }
  const api = createApi(baseUrl, publishableKey, options.stripeAccount);

  const confirm = async (name: string, given: ConfirmOptions): Result => {
    const { elements, confirmParams = {}, redirect = "always" } = given;
    const group = elements && groupOf(elements);
    const clientSecret = given.clientSecret ?? group?.clientSecret();
    if (clientSecret === undefined) {
      throw new IntegrationError(`${name}() needs \`clientSecret\`, or elements that have it.`);
    }
    const { payment_method_data: data, ...params } = confirmParams;
    const { return_url: returnUrl } = confirmParams;
    if (redirect !== "if_required" && returnUrl === undefined) {
      throw new IntegrationError(`${name}() needs \`confirmParams.return_url\`, or \`redirect: "if_required"\`.`);
    }
    const collected = await group?.collect();
    if (collected?.error) return { error: collected.error };
    const answer = await confirmIntent(api, clientSecret, {
      ...(collected ? withMethod(collected.value, data) : data && { payment_method_data: data }),
      ...params,
    });
    if (answer.error || redirect === "if_required" || returnUrl === undefined) return resultOf(clientSecret, answer);
    leaveTo(returnUrl, clientSecret, answer.value);
    // The page is about to go: as with Stripe.js nothing comes after it.
    return new Promise(() => {});
  };

  /** Confirms with a payment method of one type: by its id, or by parameters and elements. */
  const confirmWith =
    (type: string) =>
    async (clientSecret: string, data: MethodParams = {}, more: { handleActions?: boolean } = {}): Result => {
      const { payment_method: method, ...params } = data;
      readSecret(clientSecret);
      const resolved =
        typeof method === "object" && method !== null ? await readMethod(type, method as MethodParams) : undefined;
      if (resolved?.error) return { error: resolved.error };
      const answer = await confirmIntent(
        api,
        clientSecret,
        { ...(resolved ? withMethod(resolved.value) : { payment_method: method }), ...params },
        more,
      );
      return resultOf(clientSecret, answer);
    };

  const handleAction = async (clientSecret: string): Result => {
    const { value, error } = await retrieveIntent(api, clientSecret);
    return resultOf(clientSecret, error ? { error } : await takeAction(api, clientSecret, value));
  };
  const retrieve = async (clientSecret: string): Result =>
    resultOf(clientSecret, await retrieveIntent(api, clientSecret));

  return {
    ...Object.fromEntries(notImitatedNames.map((name) => [name, () => Promise.reject(refusal(`stripe.${name}()`))])),
    elements: (elementsOptions: ElementsOptions = {}) => createElements(api, elementsOptions),
    confirmPayment: (given: ConfirmOptions) => confirm("confirmPayment", given),
    confirmSetup: (given: ConfirmOptions) => confirm("confirmSetup", given),
    confirmCardPayment: confirmWith("card"),
    confirmCardSetup: confirmWith("card"),
    confirmSepaDebitPayment: confirmWith("sepa_debit"),
    confirmSepaDebitSetup: confirmWith("sepa_debit"),
    handleCardAction: handleAction,
    handleNextAction: ({ clientSecret }: { clientSecret: string }) => handleAction(clientSecret),
    retrievePaymentIntent: retrieve,
    retrieveSetupIntent: retrieve,
    createPaymentMethod: async (
      given: MethodParams & { type?: string; elements?: unknown; element?: unknown; params?: MethodParams },
    ): Result => {
      const { elements, element, params, ...direct } = given;
      const resolved = (await readGiven(elements, element)) ?? (await readMethod(given.type ?? "card", direct));
      if (resolved.error) return { error: resolved.error };
      const answer = await api.post("/v1/payment_methods", { ...withDetails(resolved.value, params) });
      return named("paymentMethod", answer);
    },
    createEmbeddedCheckoutPage: (given: EmbeddedOptions) => createEmbeddedCheckout(api, given),
    initEmbeddedCheckout: (given: EmbeddedOptions) => createEmbeddedCheckout(api, given),
    createConfirmationToken: async (given: {
      elements?: unknown;
      params?: MethodParams & { payment_method_data?: MethodParams };
    }): Result => {
      const group = groupOf(given.elements);
      const collected = await group.collect();
      if (collected.error) return { error: collected.error };
      const { payment_method_data: data, ...params } = given.params ?? {};
      const answer = await api.post("/v1/confirmation_tokens", {
        ...withMethod(collected.value, data),
        setup_future_usage: group.setupFutureUsage(),
        ...params,
      });
      return named("confirmationToken", answer);
    },
    createToken: async (element: unknown, data: MethodParams = {}): Result => {
      const collected = await collectFrom(element);
      if (!collected) throw refusal("stripe.createToken() of anything but a card's Element");
      if (collected.error) return { error: collected.error };
      const { card, billing_details: details } = collected.value;
      const zip = details?.address?.["postal_code"];
      return named("token", await api.post("/v1/tokens", { card: { ...card, address_zip: zip, ...data } }));
    },
    /** There are no wallets here, as in a browser that has none. */
    paymentRequest: () => {
      const request = {
        canMakePayment: async () => null,
        on: () => request,
        off: () => request,
        show: () => {},
        update: () => {},
      };
      return request;
    },
    registerAppInfo: () => {},
    _registerWrapper: () => {},
  };
}

const refusal = (what: string) =>
  new IntegrationError(`${what} is not imitated by the sandbox: docs/guides/browser.md lists what is.`);

const named = (name: string, { value, error }: Answer): Record<string, ApiObject | StripeError> =>
  error ? { error } : { [name]: value };

/** What the elements of a group, or one of them, have collected. */
function readGiven(elements: unknown, element: unknown): ReturnType<typeof collectFrom> {
  if (elements !== undefined) return groupOf(elements).collect();
  return element === undefined ? undefined : collectFrom(element);
}

/** The parameters of a payment method, with what an element in their place has collected. */
async function readMethod(
  type: string,
  params: MethodParams,
): Promise<{ value: Collected; error?: never } | { value?: never; error: StripeError }> {
  const { [type]: details } = params;
  const collected = await collectFrom(details);
  if (collected?.error) return collected;
  const own = collected ? { ...params, [type]: undefined } : params;
  return { value: withDetails({ ...collected?.value, type }, own) };
}

/** What was collected, and what the page says itself, which wins. */
function withDetails(collected: Collected, params: MethodParams = {}): Collected {
  const { billing_details: details, ...rest } = params as MethodParams & Pick<Collected, "billing_details">;
  const own = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const address = { ...collected.billing_details?.address, ...details?.address };
  const billing = { ...collected.billing_details, ...details, ...(Object.keys(address).length > 0 && { address }) };
  return { ...collected, ...own, ...(Object.keys(billing).length > 0 && { billing_details: billing }) };
}

const withMethod = (collected: Collected, params?: MethodParams) => ({
  payment_method_data: withDetails(collected, params),
  ...(collected.type === "sepa_debit" && { mandate_data: mandate }),
});
