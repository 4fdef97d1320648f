/** What a value of an option has to be. */
export interface OptionKind {
  fits: (value: unknown) => boolean;
  /** What fits, in words. */
  is: string;
}

/** The options that there are, each with what it has to be. */
export type OptionKinds = Readonly<Record<string, OptionKind>>;

/** The longest that a timer counts: longer ones end at once. */
const timerMsMax = 2 ** 31 - 1;

export const text: OptionKind = { fits: (value) => typeof value === "string", is: "a text" };
export const flag: OptionKind = { fits: (value) => typeof value === "boolean", is: "true or false" };
export const callback: OptionKind = { fits: (value) => typeof value === "function", is: "a function" };
export const texts: OptionKind = {
  fits: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  is: "a list of texts",
};
export const abortSignal: OptionKind = {
  fits: (value) => typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value,
  is: "an AbortSignal",
};
/** A whole number that is not below the least. */
export const wholeFrom = (least: number): OptionKind => ({
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= least,
  is: `a whole number of at least ${least}`,
});
/** Milliseconds that a timer can count; 0 stands for none. */
export const timeout: OptionKind = {
  fits: (value) => typeof value === "number" && value >= 0 && value <= timerMsMax,
  is: `milliseconds from 0, which is no limit, to ${timerMsMax}`,
};

/**
 * Throws a `TypeError` for what is no object, for an option that there is none of, and for a value that an option cannot have: a
 * misspelt one would do nothing, and nobody would be told. What is `undefined` counts as left out.
 */
export function assertOptions(options: unknown, kinds: OptionKinds): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`Options are an object, such as {}; ${show(options)} is none.`);
  }
  for (const name in options) {
    if (!Object.hasOwn(options, name)) continue;
    const value: unknown = Reflect.get(options, name);
    if (value === undefined) continue;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      throw new TypeError(`There is no option \`${name}\`. The options are ${Object.keys(kinds).join(", ")}.`);
    }
    if (!kind.fits(value)) throw new TypeError(`\`${name}\` should be ${kind.is}; ${show(value)} is not.`);
  }
}

/** A value in a sentence. Texts may be secrets, and are not shown. */
export function show(value: unknown): string {
  if (typeof value === "string") return "a text";
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null
    ? `an object (${Object.prototype.toString.call(value)})`
    : String(value);
}
