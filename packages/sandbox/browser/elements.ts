import type { Api } from "./api.ts";
import { createElement, insideOf, type ElementOptions, type PageElement, type Pane } from "./element.ts";
import { IntegrationError, type StripeError } from "./errors.ts";
import { readSecret } from "./intents.ts";
import { kinds, ways, type Collected, type Kind } from "./kinds.ts";
import type { Appearance } from "./styles.ts";

/** How a page makes a group of elements. */
export interface ElementsOptions {
  clientSecret?: string;
  /** Without a client secret: the intent is created when the payer pays. */
  mode?: "payment" | "setup" | "subscription";
  paymentMethodTypes?: string[];
  payment_method_types?: string[];
  setupFutureUsage?: "off_session" | "on_session" | null;
  appearance?: Appearance;
}

/** A group of elements as the page has it. */
export interface PageElements {
  create(type: string, options?: ElementOptions): PageElement;
  getElement(type: unknown): PageElement | null;
  update(options: ElementsOptions): void;
  fetchUpdates(): Promise<{ error?: StripeError }>;
  submit(): Promise<{ error?: StripeError; selectedPaymentMethod?: string }>;
}

/** A group as the rest of the script has it. */
interface Group {
  clientSecret(): string | undefined;
  /** What the page said of payments to come, where there is no intent that says it. */
  setupFutureUsage(): string | undefined;
  /** All that its elements have collected, or what is wrong. */
  collect(): Promise<{ value: Collected; error?: never } | { value?: never; error: StripeError }>;
}

const groups = new WeakMap<object, Group>();
/** Which group an element is of: the parts of a card stand in three. */
const groupOfElement = new WeakMap<object, Group>();

/** What stands behind a group of the page. */
export function groupOf(elements: unknown): Group {
  const group = typeof elements === "object" && elements !== null ? groups.get(elements) : undefined;
  if (group) return group;
  throw new IntegrationError("`elements` should be what `stripe.elements()` answered.");
}

/** What an element, and those that belong to it, have collected; undefined for what is no element. */
export function collectFrom(element: unknown): ReturnType<Group["collect"]> | undefined {
  if (!insideOf(element)) return undefined;
  return groupOfElement.get(element as object)?.collect();
}

const frameTitle = "Secure payment input frame";

/** Makes a group without elements. */
export function createElements(api: Api, initial: ElementsOptions): PageElements {
  let options = initial;
  const elements = new Map<string, PageElement>();

  const typesOfIntent = async (): Promise<string[]> => {
    const named = options.paymentMethodTypes ?? options.payment_method_types;
    if (options.clientSecret === undefined) return named ?? ["card"];
    const { path, id } = readSecret(options.clientSecret);
    const { value } = await api.get(`${path}/${id}`, { client_secret: options.clientSecret });
    return (value?.["payment_method_types"] as string[] | undefined) ?? [];
  };
  const panesOfPayment = async (): Promise<Pane[]> =>
    (await typesOfIntent()).flatMap((way) => (Object.hasOwn(ways, way) ? [{ ...ways[way], way } as Pane] : []));

  const partsOf = (type: string) => {
    const common = { type, appearance: () => options.appearance ?? {}, onDestroy: () => void elements.delete(type) };
    if (type === "payment") return { ...common, title: frameTitle, inline: false, panes: panesOfPayment };
    const kind: Kind | undefined = Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : undefined;
    if (!kind) {
      const known = ["payment", ...Object.keys(kinds)].join(", ");
      throw new IntegrationError(`The Element \`${type}\` is not imitated by the sandbox. There are ${known}.`);
    }
    return { ...common, title: kind.title, inline: kind.inline, panes: async () => [kind] };
  };

  const group: Group = {
    clientSecret: () => options.clientSecret,
    setupFutureUsage: () => options.setupFutureUsage ?? undefined,
    collect: async () => {
      const value: Collected = {};
      const all = Array.from(elements.values(), insideOf).filter((inside) => inside !== undefined);
      await Promise.all(all.map((inside) => inside.loaded()));
      for (const inside of all) {
        const error = inside.check();
        if (error) return { error };
        merge(value, inside.collect());
      }
      return { value: { type: "card", ...value } };
    },
  };
  const page: PageElements = {
    create: (type, elementOptions = {}) => {
      if (elements.has(type)) {
        throw new IntegrationError(`There is one Element of type \`${type}\` in this group already: destroy it first.`);
      }
      const element = createElement(partsOf(type), elementOptions);
      elements.set(type, element);
      groupOfElement.set(element, group);
      return element;
    },
    getElement: (type) => elements.get(typeof type === "string" ? type : typeOfComponent(type)) ?? null,
    update: (more) => {
      options = { ...options, ...more };
      for (const element of elements.values()) element.update({});
    },
    fetchUpdates: async () => ({}),
    submit: async () => {
      const { value, error } = await group.collect();
      return error ? { error } : { selectedPaymentMethod: value.type ?? "card" };
    },
  };
  groups.set(page, group);
  return page;
}

/** The type that a component of `@stripe/react-stripe-js` stands for. */
const typeOfComponent = (component: unknown): string =>
  String((component as { __elementType?: unknown } | null | undefined)?.__elementType);

/** Adds what another element has collected: what comes later wins, field by field. */
function merge(into: Collected, more: Collected): void {
  const { billing_details: details, card, ...rest } = more;
  Object.assign(into, rest);
  if (card) into.card = { ...into.card, ...card };
  if (details) {
    const address = { ...into.billing_details?.address, ...details.address };
    into.billing_details = { ...into.billing_details, ...details, ...(Object.keys(address).length > 0 && { address }) };
  }
}
