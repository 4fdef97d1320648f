import { idPrefixes, operations, type Operation, type OperationId } from "@micro/sdk/contract";

import { onFirstUse } from "../../platform/on-first-use.ts";
import type { SchemaShape } from "../../gateway/schema-shape.ts";

/** An operation that the dashboard offers. */
export type OfferedOperation = Operation & { id: OperationId };

/** A kind of thing that has a page, with all that the contract can do with it. */
export interface Resource {
  /** As in the contract: `payment_intents`. */
  name: string;
  /** Where the menu has it: `payments`. */
  group: string;
  /** One of them, as the contract describes it. */
  item: SchemaShape;
  list: OfferedOperation;
  get: OfferedOperation | undefined;
  create: OfferedOperation | undefined;
  /** Looks for some of them by a query. */
  search: OfferedOperation | undefined;
  /** What can be done to one of them. */
  actions: readonly OfferedOperation[];
  /** What can be read below one of them: lists and documents. */
  parts: readonly OfferedOperation[];
}

/** Another list that can be narrowed down to what belongs to one thing. */
export interface Relation {
  resource: Resource;
  /** The parameter of that list. */
  param: string;
}

interface Catalogue {
  all: ReadonlyMap<string, Resource>;
  /** What an id is of, by its prefix. */
  byPrefix: ReadonlyMap<string, Resource>;
  /** By the word that a thing has in `object`. */
  byWord: ReadonlyMap<string, Resource>;
  relations: ReadonlyMap<Resource, readonly Relation[]>;
  /** What is read, and is neither a list nor one of its things: reports, the balance, the clock. */
  reports: readonly OfferedOperation[];
}

/**
 * Whoever looks has a key or a session. Pages for payers have secrets of their own, texts are to be kept, not shown, and a page
 * that is looked at again and again need not wait for mail.
 */
const isOffered = ({ id, access, produces, bodyBytesMax }: Operation) =>
  !["none", "optional", "client_secret", "session"].includes(access) &&
  produces === undefined &&
  bodyBytesMax === undefined &&
  id !== "inbox.wait";

const offered: readonly OfferedOperation[] = Object.values<OfferedOperation>(operations).filter(isOffered);

/** The operation of that id, if the dashboard offers it. */
export const findOffered = (id: string): OfferedOperation | undefined =>
  offered.find((operation) => operation.id === id);

/** What an operation takes and answers, as schemas that can be read. */
export const inputOf = ({ input }: Operation): SchemaShape => input;
export const outputOf = ({ output }: Operation): SchemaShape => output;

/** The groups of the menu, in its order; others come behind them. */
const groupOrder = [
  "payments",
  "billing",
  "connect",
  "ledger",
  "events",
  "webhooks",
  "notifications",
  "sandbox",
  "auth",
];

function placeOf({ group }: Resource): number {
  const place = groupOrder.indexOf(group);
  return place === -1 ? groupOrder.length : place;
}

/** The prefix of the ids that a schema is for, which its description names. */
export const prefixOf = ({ description = "" }: SchemaShape): string | undefined =>
  /^`([a-z_]+)_…`$/.exec(description)?.[1];

const idPrefixOf = ({ item }: Resource) => prefixOf(item.properties?.["id"] ?? {});

function readResource(list: OfferedOperation): Resource {
  const name = list.id.replace(/\.list$/, "");
  const get = findOffered(`${name}.get`);
  const below = offered.filter(({ path }) => path.startsWith(`${list.path}/{id}`));
  return {
    name,
    group: list.path.split("/")[1] ?? "",
    item: outputOf(list).properties?.["data"]?.items ?? {},
    list,
    get,
    create: findOffered(`${name}.create`),
    search: findOffered(`${name}.search`),
    actions: below.filter(({ method }) => method !== "GET"),
    parts: below.filter((operation) => operation.method === "GET" && operation !== get),
  };
}

/** What a thing is called in its `object`. */
export const wordOf = ({ properties }: SchemaShape): string => String(properties?.["object"]?.const);
export const isListWord = (word: string): boolean => word === "list" || word === "search_result";

const hasOwnList = (operation: OfferedOperation) =>
  operation.id.endsWith(".list") && inputOf(operation).required === undefined;

/** What the contract says of each kind of thing. It is read once for the process. */
export const catalogue = onFirstUse((): Catalogue => {
  const resources = offered
    .filter(hasOwnList)
    .map(readResource)
    .toSorted((a, b) => placeOf(a) - placeOf(b));
  const withPages = resources.filter(({ get }) => get !== undefined);
  const byWord = new Map(resources.map((resource) => [wordOf(resource.item), resource]));
  const isReport = (operation: OfferedOperation) => {
    const word = wordOf(outputOf(operation));
    return operation.method === "GET" && !operation.path.includes("{") && !isListWord(word) && !byWord.has(word);
  };
  const relationsOf = (resource: Resource): Relation[] => {
    const prefix = idPrefixOf(resource);
    return resources.flatMap((other) =>
      Object.entries(inputOf(other.list).properties ?? {})
        .filter(([param, schema]) => param === "object_id" || (prefix !== undefined && prefixOf(schema) === prefix))
        .map(([param]) => ({ resource: other, param })),
    );
  };
  return {
    all: new Map(resources.map((resource) => [resource.name, resource])),
    byPrefix: new Map(withPages.map((resource) => [idPrefixOf(resource) ?? resource.name, resource])),
    byWord,
    relations: new Map(withPages.map((resource) => [resource, relationsOf(resource)])),
    reports: offered.filter(isReport),
  };
});

const idForm = new RegExp(`^(${Object.values(idPrefixes).join("|")})_[0-9A-Za-z]{24}$`);

/** Where the page of a thing is; undefined for what is no id, or has no page. */
export function pageOfId(id: string): string | undefined {
  const resource = catalogue().byPrefix.get(idForm.exec(id)?.[1] ?? "");
  return resource && pageOf(resource, id);
}

export const pageOf = ({ name }: Pick<Resource, "name">, id?: string): string =>
  id === undefined ? `/dashboard/${name}` : `/dashboard/${name}/${encodeURIComponent(id)}`;

/** Where an operation is asked for. */
export const formOf = (operation: Pick<Operation, "id">, input: Record<string, string> = {}): string => {
  const query = new URLSearchParams(input).toString();
  return `/dashboard/do/${operation.id}${query && `?${query}`}`;
};

/** What a form does: `payment_intents.create` is Payment intents: create. */
export const titleOf = ({ id }: Pick<Operation, "id">): string => inWords(id.replace(/\.get$/, "").replace(".", ": "));

/** A name of the contract in words: `payment_intents` is Payment intents. */
export function inWords(name: string): string {
  const words = name.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
