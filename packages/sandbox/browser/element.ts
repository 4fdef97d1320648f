import { createEmitter } from "./emitter.ts";
import { IntegrationError, type ValidationError } from "./errors.ts";
import { brandOf } from "./fields.ts";
import { buildForm, type Form, type Values } from "./form.ts";
import { openFrame, setStyle, standOut, type Frame } from "./frame.ts";
import type { Collected, Kind, KindOptions } from "./kinds.ts";
import { framePadding, styleSheet, type Appearance, type ElementStyle } from "./styles.ts";

/** What a page may say of an element; what is not known here changes nothing. */
export interface ElementOptions extends KindOptions {
  style?: ElementStyle;
  classes?: Readonly<Record<string, string>>;
  disabled?: boolean;
  readOnly?: boolean;
  defaultValues?: { billingDetails?: Readonly<Record<string, unknown>>; email?: string };
}

/** One way to fill an element in. */
export interface Pane extends Pick<Kind, "rows" | "collect"> {
  /** The type of payment method, where there are several. */
  way?: string;
  label?: string;
}

/** What an element is made of. */
export interface ElementParts {
  type: string;
  title: string;
  inline: boolean;
  /** Known once the intent is: more than one where the payer may choose. */
  panes: () => Promise<readonly Pane[]>;
  appearance: () => Appearance;
  onDestroy: () => void;
}

/** An element as the page has it. */
export interface PageElement {
  mount(target: string | HTMLElement): void;
  unmount(): void;
  destroy(): void;
  update(options: ElementOptions): PageElement;
  on(type: string, handler: (event: object) => unknown): PageElement;
  once(type: string, handler: (event: object) => unknown): PageElement;
  off(type: string, handler?: (event: object) => unknown): PageElement;
  focus(): void;
  blur(): void;
  clear(): void;
  collapse(): PageElement;
}

/** An element as the rest of the script has it. */
export interface Inside {
  type: string;
  /** Waits until what was mounted can be filled in. */
  loaded(): Promise<void>;
  /** Throws unless the element is on the page. */
  collect(): Collected;
  /** What is wrong; shown to the payer, too. Throws unless the element is on the page. */
  check(): ValidationError | undefined;
}

const insides = new WeakMap<object, Inside>();

/** What stands behind an element of the page, if it is one. */
export const insideOf = (element: unknown): Inside | undefined =>
  typeof element === "object" && element !== null ? insides.get(element) : undefined;

const stateNames = ["empty", "complete", "invalid", "focus"] as const;

/** Makes an element, which is nowhere on the page yet. */
export function createElement(parts: ElementParts, initial: ElementOptions): PageElement {
  const { type, title, inline, panes, appearance, onDestroy } = parts;
  const emitter = createEmitter();
  let options = initial;
  let container: HTMLElement | undefined;
  let frame: Frame | undefined;
  let shown: { pane: Pane; form: Form } | undefined;
  let loading: PromiseWithResolvers<void> | undefined;
  let isDestroyed = false;

  const current = () => {
    if (shown) return shown;
    throw new IntegrationError(`The ${type} Element is not on the page: mount it, and keep it until it was used.`);
  };
  const paintContainer = (isFocused: boolean) => {
    if (!container || !shown) return;
    const { form } = shown;
    const holds = {
      empty: form.isEmpty(),
      complete: form.isComplete(),
      invalid: form.problem(false) !== undefined,
      focus: isFocused,
    };
    container.classList.add(options.classes?.["base"] ?? "StripeElement");
    for (const name of stateNames) {
      container.classList.toggle(options.classes?.[name] ?? `StripeElement--${name}`, holds[name]);
    }
  };
  const emitChange = () => {
    paintContainer(frame?.element === document.activeElement);
    const { pane, form } = current();
    const values = form.values();
    emitter.emit("change", {
      elementType: type,
      empty: form.isEmpty(),
      complete: form.isComplete(),
      error: form.problem(false),
      ...details(type, pane, values),
    });
  };

  const fill = async (content: Document, mine: Frame) => {
    const all = await panes();
    if (frame !== mine) return;
    const body = content.body;
    const draw = (pane: Pane) => {
      body.querySelector(".Form")?.remove();
      const parent = content.createElement("div");
      parent.className = "Form";
      body.append(parent);
      const form = buildForm(parent, pane.rows(options), !inline, {
        onChange: emitChange,
        onFocus: () => {
          paintContainer(true);
          emitter.emit("focus", { elementType: type });
        },
        onBlur: () => {
          paintContainer(false);
          emitter.emit("blur", { elementType: type });
        },
        onEscape: () => emitter.emit("escape", { elementType: type }),
      });
      shown = { pane, form };
      applyOptions();
    };
    const [first] = all;
    if (!first) {
      const error = { type: "invalid_request_error", message: "No way to pay of this intent is imitated here." };
      return emitter.emit("loaderror", { elementType: type, error });
    }
    setStyle(content, styleSheet(inline, appearance(), options.style ?? {}));
    if (all.length > 1) body.append(buildTabs(content, all, (pane) => (draw(pane), emitChange())));
    draw(first);
    paintContainer(false);
    emitter.emit("ready", { elementType: type });
  };
  const applyOptions = () => {
    shown?.form.setDisabled(options.disabled === true || options.readOnly === true);
    const content = frame?.element.contentDocument;
    if (content) setStyle(content, styleSheet(inline, appearance(), options.style ?? {}));
  };

  const unmount = () => {
    container?.classList.remove(...stateNames.map((name) => options.classes?.[name] ?? `StripeElement--${name}`));
    frame?.remove();
    frame = undefined;
    loading?.resolve();
    shown = undefined;
    container = undefined;
  };
  const element: PageElement = {
    mount: (target) => {
      if (isDestroyed) throw new IntegrationError(`This ${type} Element was destroyed: create another one.`);
      const found = typeof target === "string" ? document.querySelector<HTMLElement>(target) : target;
      if (!found) {
        throw new IntegrationError(
          `There is nothing at the selector \`${target as string}\`: the page has to have it before mount() is called.`,
        );
      }
      if (found === container) return;
      unmount();
      container = found;
      container.replaceChildren();
      container.classList.add(options.classes?.["base"] ?? "StripeElement");
      const { resolve } = (loading = Promise.withResolvers<void>());
      const mine = openFrame(container, title, (content) => void fill(content, mine).finally(resolve));
      if (!inline) standOut(mine, framePadding);
      frame = mine;
    },
    unmount,
    destroy: () => {
      unmount();
      isDestroyed = true;
      onDestroy();
    },
    update: (more) => {
      options = { ...options, ...more };
      applyOptions();
      return element;
    },
    on: (event, handler) => (emitter.on(event, handler), element),
    once: (event, handler) => (emitter.once(event, handler), element),
    off: (event, handler) => (emitter.off(event, handler), element),
    focus: () => shown?.form.focus(),
    blur: () => shown?.form.blur(),
    clear: () => shown?.form.clear(),
    collapse: () => element,
  };
  insides.set(element, {
    type,
    loaded: async () => loading?.promise,
    collect: () => {
      const { pane, form } = current();
      return pane.collect(form.values());
    },
    check: () => {
      const { form } = current();
      form.showProblems();
      paintContainer(false);
      return form.problem(true);
    },
  });
  return element;
}

/** What the change of an element of a type tells besides. */
function details(type: string, pane: Pane, values: Values): object {
  switch (type) {
    case "card":
      return { value: { postalCode: values["postal"] ?? "" }, brand: brandOf(values["cardnumber"] ?? "") };
    case "cardNumber":
      return { brand: brandOf(values["cardnumber"] ?? "") };
    case "payment":
      return { value: { type: pane.way }, collapsed: false };
    case "address":
      return { value: pane.collect(values).billing_details, isNewAddress: true, elementMode: "billing" };
    case "linkAuthentication":
      return { value: { email: values["email"] } };
    default:
      return {};
  }
}

function buildTabs(content: Document, panes: readonly Pane[], choose: (pane: Pane) => void): HTMLElement {
  const tabs = content.createElement("fieldset");
  tabs.className = "Tabs";
  for (const [index, pane] of panes.entries()) {
    const tab = content.createElement("label");
    tab.className = "Tab";
    const radio = content.createElement("input");
    Object.assign(radio, { type: "radio", name: "way", value: pane.way, checked: index === 0 });
    radio.addEventListener("change", () => choose(pane));
    tab.append(radio, ` ${pane.label ?? ""}`);
    tabs.append(tab);
  }
  return tabs;
}
