import type { ValidationError } from "./errors.ts";
import { judge, type Field, type Judgement } from "./fields.ts";

/** Rows of fields: what an element asks for. */
export type Rows = readonly (readonly Field[])[];

/** What has been typed into the fields, by name. */
export type Values = Readonly<Record<string, string>>;

export interface FormHandlers {
  onChange: () => void;
  onFocus: () => void;
  onBlur: () => void;
  onEscape: () => void;
}

/** The fields of an element inside its frame. */
export interface Form {
  values(): Values;
  /** The first thing that is wrong; what was never touched is wrong only once `isDue`. */
  problem(isDue: boolean): ValidationError | undefined;
  isEmpty(): boolean;
  isComplete(): boolean;
  /** Shows what is wrong with every field, also with those that were never touched. */
  showProblems(): void;
  focus(): void;
  blur(): void;
  clear(): void;
  setDisabled(disabled: boolean): void;
}

type Control = HTMLInputElement | HTMLSelectElement;

interface Part {
  field: Field;
  control: Control;
  message: HTMLElement | undefined;
  touched: boolean;
}

/** Builds the fields at the end of a parent. Problems are shown below each, unless the page is to show them. */
export function buildForm(parent: HTMLElement, rows: Rows, showsProblems: boolean, handlers: FormHandlers): Form {
  const content = parent.ownerDocument;
  const parts: Part[] = [];
  for (const row of rows) {
    const line = content.createElement("div");
    line.className = "Row";
    for (const field of row) {
      const part = buildField(content, field, showsProblems);
      parts.push(part);
      line.append(part.control.parentElement ?? part.control);
    }
    parent.append(line);
  }

  const numberPart = parts.find(({ field }) => field.autocomplete === "cc-number");
  const judgementOf = ({ field, control }: Part): Judgement =>
    judge(field, control.value, numberPart?.control.value ?? "");
  /** A number that cannot become right is wrong at once, everything else when the payer has left it. */
  const problemOf = (part: Part, isDue: boolean) => {
    const { state, error } = judgementOf(part);
    return state === "invalid" || (isDue && state !== "complete") ? error : undefined;
  };
  const paint = (part: Part) => {
    const { state } = judgementOf(part);
    const error = problemOf(part, part.touched);
    const { classList } = part.control;
    classList.toggle("Input--complete", state === "complete");
    classList.toggle("Input--empty", state === "empty");
    classList.toggle("Input--invalid", error !== undefined);
    part.control.setAttribute("aria-invalid", String(error !== undefined));
    if (part.message) part.message.textContent = error?.message ?? "";
  };
  const next = (part: Part) => parts[parts.indexOf(part) + 1]?.control.focus();

  for (const part of parts) {
    const { field, control } = part;
    control.addEventListener("input", () => {
      if (field.format && control.value !== "") keepCaret(control, field.format(control.value));
      part.touched = false;
      for (const each of parts) paint(each);
      const isFull = field.inputMode === "numeric" && field.autocomplete !== "cc-csc";
      if (isFull && judgementOf(part).state === "complete" && control.matches(":focus")) next(part);
      handlers.onChange();
    });
    control.addEventListener("change", () => {
      part.touched = control.value !== "";
      paint(part);
      handlers.onChange();
    });
    control.addEventListener("focus", handlers.onFocus);
    control.addEventListener("blur", handlers.onBlur);
    control.addEventListener("keydown", (event) => {
      if ("key" in event && event.key === "Escape") handlers.onEscape();
    });
    paint(part);
  }

  return {
    values: () => Object.fromEntries(parts.map(({ field, control }) => [field.name, control.value.trim()])),
    problem: (isDue) =>
      parts.map((part) => problemOf(part, isDue || part.touched)).find((error) => error !== undefined),
    isEmpty: () => parts.every(({ field, control }) => control.value === (field.initial ?? "")),
    isComplete: () => parts.every((part) => judgementOf(part).state === "complete"),
    showProblems: () => {
      for (const part of parts) {
        part.touched = true;
        paint(part);
      }
    },
    focus: () => parts[0]?.control.focus(),
    blur: () => {
      for (const { control } of parts) control.blur();
    },
    clear: () => {
      for (const part of parts) {
        part.control.value = part.field.initial ?? "";
        part.touched = false;
        paint(part);
      }
      handlers.onChange();
    },
    setDisabled: (disabled) => {
      for (const { control } of parts) control.disabled = disabled;
    },
  };
}

function buildField(content: Document, field: Field, showsProblems: boolean): Part {
  const label = content.createElement("label");
  const name = content.createElement("span");
  name.className = "Label";
  name.textContent = field.label;
  const control = field.choices ? buildChoice(content, field.choices) : content.createElement("input");
  control.name = field.name;
  control.className = "Input";
  control.value = field.initial ?? "";
  control.autocomplete = (field.autocomplete ?? "off") as AutoFill;
  if (control instanceof (content.defaultView ?? window).HTMLInputElement) {
    control.placeholder = field.placeholder ?? "";
    control.inputMode = field.inputMode ?? "text";
  }
  label.append(name, control);
  const message = showsProblems ? content.createElement("span") : undefined;
  if (message) {
    message.className = "Error";
    message.setAttribute("role", "alert");
    label.append(message);
  }
  return { field, control, message, touched: false };
}

function buildChoice(content: Document, choices: Readonly<Record<string, string>>): HTMLSelectElement {
  const select = content.createElement("select");
  for (const [value, label] of Object.entries(choices)) {
    const option = content.createElement("option");
    option.value = value;
    option.textContent = label;
    select.append(option);
  }
  return select;
}

/** Writes a text in its form; who types in the middle goes on typing there. */
function keepCaret(control: Control, formatted: string): void {
  if (control.value === formatted) return;
  const isAtEnd = !("selectionStart" in control) || control.selectionStart === control.value.length;
  const place = "selectionStart" in control ? control.selectionStart : null;
  control.value = formatted;
  if (!isAtEnd && "setSelectionRange" in control) control.setSelectionRange(place, place);
}
