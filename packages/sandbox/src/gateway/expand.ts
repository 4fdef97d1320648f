import { expandables, operations, type ExpandableList, type Operation, type OperationId } from "@micro/sdk/contract";

import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";

/** What to read in place of an id, and what to read in place of the ids in that. */
export type ExpandPlan = ReadonlyMap<string, Step & { behind: ExpandPlan }>;

/** Reads one resource by its id, as the caller. */
export type ReadResource = (operation: OperationId, input: Record<string, string>) => Promise<unknown>;

interface Step {
  operation: OperationId;
  /** Set for a list of the resource itself: what the operation takes the resource's id as. */
  listBy?: string;
}

type Node = Map<string, Step & { behind: Node }>;
const fieldsOf: Record<string, Record<string, OperationId | ExpandableList>> = expandables;

/** Checks the paths of `expand` against the contract before anything is done; undefined when there are none. */
export function planExpand(operation: Operation, input: unknown): ExpandPlan | undefined {
  const paths = input !== null && typeof input === "object" && "expand" in input ? input.expand : undefined;
  if (!Array.isArray(paths) || paths.length === 0) return undefined;
  const root: Node = new Map();
  for (const [index, path] of paths.entries()) add(root, operation, String(path), `expand[${index}]`);
  return root;
}

function add(root: Node, operation: Operation, path: string, param: string): void {
  const names = path.split(".");
  const refuse = (message: string): never => {
    throw new DomainError("parameter_invalid", { message, param });
  };
  const isList = "data" in propertiesOf(operation.output);
  if (isList && names.shift() !== "data") refuse(`In a list, '${path}' is 'data.${path}'.`);
  if (names.length > limits.expandDepthMax) refuse(`'expand' goes ${limits.expandDepthMax} levels deep at most.`);
  let node = root;
  let kind = kindOf(isList ? itemOf(operation.output) : operation.output);
  for (const name of names) {
    const fields = fieldsOf[kind] ?? {};
    const reader = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!reader) {
      return refuse(`'${name}' of a ${kind || "resource"} cannot be expanded. There are: ${list(fields)}.`);
    }
    const step =
      typeof reader === "string" ? { operation: reader } : { operation: reader.operation, listBy: reader.param };
    const found = node.get(name) ?? { ...step, behind: new Map() };
    node.set(name, found);
    node = found.behind;
    kind = kindOf(operations[step.operation].output);
  }
}

/** Puts resources in the place of their ids. An id that names nothing any more, or a null, stays as it is. */
export async function expand(result: unknown, plan: ExpandPlan, read: ReadResource): Promise<unknown> {
  if (!isRecord(result)) return result;
  const data = result["data"];
  if (Array.isArray(data)) {
    const expanded: unknown[] = [];
    for (const item of data) expanded.push(await expandOne(item, plan, read));
    return { ...result, data: expanded };
  }
  return expandOne(result, plan, read);
}

async function expandOne(resource: unknown, plan: ExpandPlan, read: ReadResource): Promise<unknown> {
  if (!isRecord(resource)) return resource;
  const expanded: Record<string, unknown> = { ...resource };
  for (const [name, { operation, listBy, behind }] of plan) {
    const readOne = async (id: string, param = "id") => expandOne(await read(operation, { [param]: id }), behind, read);
    const value = expanded[name];
    if (listBy !== undefined) expanded[name] = await readOne(String(expanded["id"]), listBy);
    else if (typeof value === "string") expanded[name] = await readOne(value);
    else if (Array.isArray(value)) expanded[name] = await inTurn(value.map(String), readOne);
  }
  return expanded;
}

/** One after the other: they share a transaction. */
async function inTurn(ids: readonly string[], readOne: (id: string) => Promise<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for (const id of ids) read.push(await readOne(id));
  return read;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const list = (fields: Record<string, unknown>) => Object.keys(fields).join(", ") || "none";

// A schema is data: what is looked for is looked up.
const propertiesOf = (schema: unknown): Record<string, unknown> =>
  isRecord(schema) && isRecord(schema["properties"]) ? schema["properties"] : {};
const itemOf = (schema: unknown): unknown => {
  const { data } = propertiesOf(schema);
  return isRecord(data) ? data["items"] : undefined;
};
const kindOf = (schema: unknown): string => {
  const { object } = propertiesOf(schema);
  return isRecord(object) && typeof object["const"] === "string" ? object["const"] : "";
};
