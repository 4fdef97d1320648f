import { show } from "../check-options.ts";
import type { expandables, OperationId, Operations, OutputOf } from "../contract/index.ts";

type Expandables = typeof expandables;
type Resource = Readonly<{ object: string }>;
type KindOf<T extends Resource> = T["object"] & keyof Expandables;

/** The fields of a resource that `expand` replaces by what they name. */
export type ExpandableField<T extends Resource> = keyof Expandables[KindOf<T>] & string;

type Answer<Id> = Id extends OperationId ? OutputOf<Operations[Id]> : never;
type Named<Spec> = Spec extends { operation: infer Id }
  ? Answer<Id>
  : Spec extends { byPrefix: infer Prefixes }
    ? { [Prefix in keyof Prefixes]: Answer<Prefixes[Prefix]> }[keyof Prefixes]
    : Answer<Spec>;
// What is null stays so: there is nothing that it could name.
type Shown<Old, New> = Old extends readonly unknown[] ? New[] : New | Extract<Old, null>;

/** A resource with some of its fields replaced by what they name. */
export type Expanded<T extends Resource, Field extends ExpandableField<T>> = Omit<T, Field> & {
  readonly [Name in Field]: Name extends keyof T
    ? Shown<Exclude<T[Name], undefined>, Named<Expandables[KindOf<T>][Name]>>
    : Named<Expandables[KindOf<T>][Name]>;
};

/**
 * The same resource, with the types of fields that were asked for by `expand`; the type of an answer has ids there:
 * `expanded(await client.paymentIntents.get(id, { expand: ["customer"] }), "customer").customer?.email`. Throws a `TypeError`
 * for a field that is an id or is not there, since it was not asked for.
 */
export function expanded<T extends Resource, const Field extends ExpandableField<T>>(
  resource: T,
  ...fields: readonly Field[]
): Expanded<T, Field> {
  for (const field of fields) {
    const value: unknown = Reflect.get(resource, field);
    if (isShown(value) || (Array.isArray(value) && value.every(isShown))) continue;
    throw new TypeError(
      `\`${field}\` of the ${resource.object} is ${show(value)} and not what it names: ask for it with \`expand: ["${field}"]\`.`,
    );
  }
  return toExpanded<T, Field>(resource);
}

const isShown = (value: unknown) => typeof value === "object" && !Array.isArray(value);

/** The sandbox puts in the place of an id what the operation of the table answers, whose form its schema guarantees. */
const toExpanded = <T extends Resource, Field extends ExpandableField<T>>(resource: T) =>
  resource as unknown as Expanded<T, Field>;
