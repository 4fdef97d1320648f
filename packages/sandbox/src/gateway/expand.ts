import { expandables, operations, type ExpandableList, type Operation, type OperationId } from "@micro/sdk/contract";

import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";

/** For each field, what to read in place of its ids and how to expand the result; without a step, only how to expand what is there. */
export type ExpandPlan = ReadonlyMap<string, { step: Step | undefined; nested: ExpandPlan }>;

/** Reads one resource by its id, as the caller. */
export type ReadResource = (operation: OperationId, input: Record<string, string>) => Promise<unknown>;

/** How a caller of another wire knows what can be expanded. */
export interface ExpandWords {
  /** Fields that are always whole, and that a caller may name nevertheless, by the kind of resource. */
  whole: Readonly<Record<string, readonly string[]>>;
  /** What the fields of a kind are called there. */
  namesOf: (kind: string, fields: readonly string[]) => readonly string[];
}

interface Step {
  operation: OperationId;
  /** Set for a list of the resource itself: what the operation takes the resource's id as. */
  listBy?: string;
}

type Node = Map<string, { step: Step | undefined; nested: Node }>;
const fieldsOf: Record<string, Record<string, OperationId | ExpandableList>> = expandables;

/** Checks the paths of `expand` against the contract before anything is done; undefined when there are none. */
export function planExpand(
  operation: Operation,
  input: unknown,
  words: ExpandWords = ownWords,
): ExpandPlan | undefined {
  const paths = input !== null && typeof input === "object" && "expand" in input ? input.expand : undefined;
  if (!Array.isArray(paths) || paths.length === 0) return undefined;
  const root: Node = new Map();
  for (const [index, path] of paths.entries()) {
    const name = String(path);
    if (name === "total_count" && isSearch(operation)) continue;
    add(root, operation, name, { param: `expand[${index}]`, words });
  }
  return root;
}

const ownWords: ExpandWords = { whole: {}, namesOf: (_kind, fields) => fields };
/** A search answers with `total_count` without being asked to expand it. */
const isSearch = ({ output }: Operation) => "total_count" in propertiesOf(output);

function add(
  root: Node,
  operation: Operation,
  path: string,
  { param, words }: { param: string; words: ExpandWords },
): void {
  const names = path.split(".");
  const refuse = (message: string): never => {
    throw new DomainError("parameter_invalid", { message, param });
  };
  const isList = "data" in propertiesOf(operation.output);
  if (path === "total_count") refuse("Only a search counts what there is: 'total_count' of others cannot be expanded.");
  if (isList && names[0] !== "data") refuse(`In a list, '${path}' is 'data.${path}'.`);
  if (names.filter((name) => name !== "data").length > limits.expandDepthMax) {
    refuse(`'expand' goes ${limits.expandDepthMax} levels deep at most.`);
  }
  let node = root;
  let schema: unknown = operation.output;
  let step: Step | undefined;
  for (const [index, name] of names.entries()) {
    const kind = kindOf(schema);
    if (index === names.length - 1 && words.whole[kind]?.includes(name)) return;
    step = stepOf(kind, name);
    const inside = partOf(schema, name);
    if (!step && inside === undefined) return refuse(refusal(kind, name, words));
    const found = node.get(name) ?? { step, nested: new Map() };
    node.set(name, found);
    node = found.nested;
    schema = step ? operations[step.operation].output : inside;
  }
  // The field holds objects, not ids: there is nothing to read, only to go through.
  if (!step) refuse(refusal(kindOf(schema), names.at(-1) ?? "", words));
}

function refusal(kind: string, name: string, { whole, namesOf }: ExpandWords): string {
  const fields = [...namesOf(kind, Object.keys(fieldsOf[kind] ?? {})), ...(whole[kind] ?? [])];
  return `'${name}' of a ${kind || "resource"} cannot be expanded. There are: ${fields.join(", ") || "none"}.`;
}

function stepOf(kind: string, name: string): Step | undefined {
  const fields = fieldsOf[kind] ?? {};
  const reader = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!reader) return undefined;
  return typeof reader === "string" ? { operation: reader } : { operation: reader.operation, listBy: reader.param };
}

/** Puts resources in the place of their ids. An id that names nothing any more, or a null, stays as it is. */
export async function expand(result: unknown, plan: ExpandPlan, read: ReadResource): Promise<unknown> {
  if (!isRecord(result)) return result;
  const expanded: Record<string, unknown> = { ...result };
  for (const [name, { step, nested }] of plan) {
    const readOne = async (id: string, param = "id") =>
      step && expand(await read(step.operation, { [param]: id }), nested, read);
    const value = expanded[name];
    if (step?.listBy !== undefined) expanded[name] = await readOne(String(expanded["id"]), step.listBy);
    else if (Array.isArray(value)) {
      expanded[name] = await inTurn(value, (item) => (step ? readOne(String(item)) : expand(item, nested, read)));
    } else if (!step) expanded[name] = await expand(value, nested, read);
    else if (typeof value === "string") expanded[name] = await readOne(value);
  }
  return expanded;
}

/** One after the other: they share a transaction. */
async function inTurn(items: readonly unknown[], expandOne: (item: unknown) => Promise<unknown>): Promise<unknown[]> {
  const expanded: unknown[] = [];
  for (const item of items) expanded.push(await expandOne(item));
  return expanded;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

// A schema is data: what is looked for is looked up.
const propertiesOf = (schema: unknown): Record<string, unknown> =>
  isRecord(schema) && isRecord(schema["properties"]) ? schema["properties"] : {};
/** What stands in a field, where that is an object or holds objects. */
function partOf(schema: unknown, name: string): unknown {
  const properties = propertiesOf(schema);
  const part = Object.hasOwn(properties, name) ? objectOf(properties[name]) : undefined;
  if (!isRecord(part)) return undefined;
  const item = part["type"] === "array" ? objectOf(part["items"]) : part;
  return isRecord(item) && item["type"] === "object" ? item : undefined;
}
/** A schema without the null that may stand in its place. */
const objectOf = (schema: unknown): unknown =>
  isRecord(schema) && Array.isArray(schema["anyOf"])
    ? schema["anyOf"].find((part) => isRecord(part) && part["type"] !== "null")
    : schema;
const kindOf = (schema: unknown): string => {
  const { object } = propertiesOf(schema);
  return isRecord(object) && typeof object["const"] === "string" ? object["const"] : "";
};
