import {
  expandables,
  operations,
  type ExpandableByKind,
  type ExpandableList,
  type Operation,
  type OperationId,
} from "@micro/sdk/contract";

import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";

/** For each field, what to do with the ids in it; without a step, only how to expand what is there. */
export type ExpandPlan = ReadonlyMap<string, readonly Branch[]>;

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
  /** What the ids that it reads begin with, where a field names several kinds of resources. */
  prefix?: string;
}

/** What to read in place of an id, and how to expand the result. */
interface Branch {
  step: Step | undefined;
  nested: Node;
}
type Node = Map<string, Branch[]>;
type Expandable = OperationId | ExpandableList | ExpandableByKind;
const fieldsOf: Record<string, Record<string, Expandable>> = expandables;

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
  // A field that names several kinds of resources leads to several places: the path goes on where it can.
  let places: Place[] = [{ node: root, schema: operation.output }];
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    if (isLast && places.some(({ schema }) => words.whole[kindOf(schema)]?.includes(name))) return;
    const next = places.flatMap((place) => enter(place, name, isLast));
    if (next.length === 0) refuse(refusal(kindOf(places[0]?.schema), name, words));
    places = next;
  }
}

/** Where a path has come to: what is expanded from there on, and the schema of what is there. */
interface Place {
  node: Node;
  schema: unknown;
}

/** Goes on to a field; nowhere where it holds nothing to read or, unless it is the last, to go through. */
function enter({ node, schema }: Place, name: string, isLast: boolean): Place[] {
  const steps = stepsOf(kindOf(schema), name);
  const inside = partOf(schema, name);
  if (steps.length === 0 && (isLast || inside === undefined)) return [];
  const branches =
    node.get(name) ?? (steps.length === 0 ? [undefined] : steps).map((step) => ({ step, nested: new Map() }));
  node.set(name, branches);
  return branches.map(({ step, nested }) => ({
    node: nested,
    schema: step ? operations[step.operation].output : inside,
  }));
}

function refusal(kind: string, name: string, { whole, namesOf }: ExpandWords): string {
  const fields = [...namesOf(kind, Object.keys(fieldsOf[kind] ?? {})), ...(whole[kind] ?? [])];
  return `'${name}' of a ${kind || "resource"} cannot be expanded. There are: ${fields.join(", ") || "none"}.`;
}

function stepsOf(kind: string, name: string): Step[] {
  const fields = fieldsOf[kind] ?? {};
  const reader = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!reader) return [];
  if (typeof reader === "string") return [{ operation: reader }];
  if ("operation" in reader) return [{ operation: reader.operation, listBy: reader.param }];
  return Object.entries(reader.byPrefix).map(([prefix, operation]) => ({ operation, prefix: `${prefix}_` }));
}

/** Puts resources in the place of their ids. An id that names nothing any more, or a null, stays as it is. */
export async function expand(result: unknown, plan: ExpandPlan, read: ReadResource): Promise<unknown> {
  if (!isRecord(result)) return result;
  const expanded: Record<string, unknown> = { ...result };
  for (const [name, branches] of plan) {
    const value = expanded[name];
    const listBy = branches[0]?.step?.listBy;
    if (listBy !== undefined) expanded[name] = await expandOne(String(expanded["id"]), branches, read, listBy);
    else if (Array.isArray(value)) expanded[name] = await inTurn(value, (item) => expandOne(item, branches, read));
    else expanded[name] = await expandOne(value, branches, read);
  }
  return expanded;
}

/** What an id names, or what there is already, with what is expanded in it. */
async function expandOne(
  value: unknown,
  branches: readonly Branch[],
  read: ReadResource,
  param = "id",
): Promise<unknown> {
  const isFor = ({ step }: Branch) => !step || (typeof value === "string" && value.startsWith(step.prefix ?? ""));
  const branch = branches.find(isFor);
  if (!branch) return value;
  const { step, nested } = branch;
  return expand(step ? await read(step.operation, { [param]: String(value) }) : value, nested, read);
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
