/** Declarations by their names in JavaScript; a pseudo-class or pseudo-element holds more of them. */
export interface Declarations {
  [name: string]: string | number | Declarations | undefined;
}

/** How elements look, as a page says it for all elements of a group. */
export interface Appearance {
  variables?: Readonly<Record<string, string | undefined>>;
  rules?: Readonly<Record<string, Declarations>>;
}

/** How one element looks, by its state. */
export type ElementStyle = Readonly<Record<string, Declarations | undefined>>;

/** Room for what fields draw around themselves; the frame stands out by as much. */
export const framePadding = "4px";

const base = `
  * { box-sizing: border-box; }
  html { background: transparent; }
  body { margin: 0; padding: ${framePadding}; font-family: var(--fontFamily, system-ui, sans-serif); font-size: var(--fontSizeBase, 16px); color: var(--colorText, #30313d); }
  .Row { display: flex; gap: 12px; margin-bottom: 12px; }
  .Row:last-child { margin-bottom: 0; }
  .Row > * { flex: 1 1 0; min-width: 0; }
  .Label { display: block; margin-bottom: 4px; font-size: 0.93em; }
  .Input { width: 100%; font: inherit; color: inherit; padding: 12px; border: 1px solid #e6e6e6; outline: none;
    border-radius: var(--borderRadius, 5px); background: var(--colorBackground, #fff); }
  .Input:focus { border-color: var(--colorPrimary, #0570de); box-shadow: 0 0 0 3px color-mix(in srgb, var(--colorPrimary, #0570de) 25%, transparent); }
  .Input--invalid { color: var(--colorDanger, #df1b41); border-color: var(--colorDanger, #df1b41); }
  .Error { margin: 4px 0 0; font-size: 0.93em; color: var(--colorDanger, #df1b41); }
  .Tabs { display: flex; gap: 8px; margin-bottom: 12px; border: 0; padding: 0; }
  .Tab { flex: 1; padding: 10px; border: 1px solid #e6e6e6; border-radius: var(--borderRadius, 5px); cursor: pointer; }
  .Tab:has(:checked) { border-color: var(--colorPrimary, #0570de); }
`;

/** One line without borders: the page draws them around the container. */
const inline = `
  body { padding: 0; }
  .Row { margin: 0; gap: 8px; }
  .Row > :first-child { flex-grow: 3; }
  .Label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .Input { padding: 0; border: 0; border-radius: 0; background: transparent; line-height: 1.2em; }
  .Input:focus { box-shadow: none; }
  .Input--invalid { color: #eb1c26; }
`;

/** Which class a part of an element's style is for. */
const states: Readonly<Record<string, string>> = {
  base: ".Input",
  complete: ".Input--complete",
  empty: ".Input--empty",
  invalid: ".Input--invalid",
};

/** Writes the style sheet of a frame. */
export function styleSheet(isInline: boolean, { variables = {}, rules = {} }: Appearance, style: ElementStyle): string {
  const root = Object.entries(variables).map(([name, value]) => `--${name}: ${value};`);
  return [
    base,
    isInline ? inline : "",
    `:root { ${root.join(" ")} }`,
    ...Object.entries(rules).map(([selector, declarations]) => rule(selector, declarations)),
    ...Object.entries(states).map(([state, selector]) => rule(selector, style[state] ?? {})),
  ].join("\n");
}

function rule(selector: string, declarations: Declarations): string {
  const own: string[] = [];
  const nested: string[] = [];
  for (const [name, value] of Object.entries(declarations)) {
    const property = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value === "object") nested.push(rule(selector + name, value));
    else if (value !== undefined) own.push(`${property}: ${value};`);
  }
  return [`${selector} { ${own.join(" ")} }`, ...nested].join("\n");
}
