/**
 * Fills in the `${path}` of a template. A string that is nothing but one placeholder becomes the value itself, of whatever
 * type. What is filled in is not looked at again.
 */
export function substitute(template: unknown, lookUp: (path: string) => unknown): unknown {
  if (typeof template === "string") return substituteText(template, lookUp);
  if (Array.isArray(template)) return template.map((item) => substitute(item, lookUp));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, substitute(value, lookUp)]));
}

function substituteText(template: string, lookUp: (path: string) => unknown): unknown {
  const [, whole] = /^\$\{([^}]+)\}$/.exec(template) ?? [];
  if (whole !== undefined) return lookUp(whole);
  return template.replaceAll(/\$\{([^}]+)\}/g, (_, path: string) => String(lookUp(path)));
}

/** The value at a dotted path, or `undefined`. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, name)?.value;
  }
  return current;
}
