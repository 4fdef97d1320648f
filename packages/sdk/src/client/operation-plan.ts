import { operations, type Operation, type OperationId } from "../contract/index.ts";
import { encodeQuery, type Query } from "./encode-query.ts";

/** What the client needs of an operation to write a request, worked out once. */
export interface OperationPlan {
  method: Operation["method"];
  /** The path in front of the id, or all of it. */
  head: string;
  /** The path after the id; `undefined` when the path has none. */
  tail: string | undefined;
  /** Whether the answer is a page of a list. */
  isList: boolean;
  /** The content types of answers that are no JSON. */
  produces: readonly string[];
}

function planOf(operation: Operation): OperationPlan {
  const [head = "", tail] = operation.path.split("{id}");
  return {
    method: operation.method,
    head,
    tail,
    isList: "starting_after" in operation.input.properties,
    produces: operation.produces ?? [],
  };
}

/** The plans of all operations, by id. */
export const operationPlans: ReadonlyMap<string, OperationPlan> = new Map(
  Object.values(operations).map((operation) => [operation.id, planOf(operation)]),
);

/** The plan of an operation. Throws a `TypeError` for an id that the contract does not have. */
export function getPlan(id: OperationId): OperationPlan {
  const plan = operationPlans.get(id);
  if (plan) return plan;
  throw new TypeError(`There is no operation ${JSON.stringify(id)}. The ids are the keys of \`operations\`.`);
}

/** Writes path, query and body of a request. Throws a `TypeError` when the path needs an id and has none. */
export function encodeRequest(plan: OperationPlan, id: unknown, params: object | undefined) {
  const path = plan.tail === undefined ? plan.head : `${plan.head}${encodeId(id)}${plan.tail}`;
  if (plan.method === "POST") return { path, body: params === undefined ? "{}" : JSON.stringify(params) };
  return { path: params === undefined ? path : withQuery(path, params), body: undefined };
}

/** A path with query parameters after those it has already. */
export function withQuery(path: string, params: object): string {
  const query = encodeQuery(toQuery(params));
  return query === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

/** The inputs of operations that are sent as a query hold only strings, numbers, booleans, and objects and lists of them. */
const toQuery = (params: object) => params as Query;

function encodeId(id: unknown): string {
  // A segment of dots would be resolved away by the URL parser, and name another route.
  if (typeof id === "string" && id !== "" && id !== "." && id !== "..") return encodeURIComponent(id);
  throw new TypeError(`The id must be a string that is not empty, not ${JSON.stringify(id)}.`);
}
