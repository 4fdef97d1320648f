import type { Native } from "./route.ts";

/** What Stripe shows of a resource only where it is asked for, and the native one always has. */
export const includable: Readonly<Record<string, readonly string[]>> = {
  price: ["currency_options", "tiers"],
};

/** Takes out of what was worded what nobody asked for. `asked` holds the paths of `expand`, as they were sent. */
export function dropUnasked<T>(worded: T, asked: ReadonlySet<string>, path = ""): T {
  if (worded === null || typeof worded !== "object") return worded;
  const { object } = worded as Native;
  const hidden = typeof object === "string" ? includable[object] : undefined;
  for (const [name, part] of Object.entries(worded)) {
    const place = Array.isArray(worded) ? path : path + name;
    if (hidden?.includes(name) && !asked.has(place)) Reflect.deleteProperty(worded, name);
    else dropUnasked<unknown>(part, asked, Array.isArray(worded) ? path : `${place}.`);
  }
  return worded;
}
