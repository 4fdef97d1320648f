import type { List, PageParams, Range } from "@micro/sdk/contract";

import { DomainError } from "../errors.ts";
import type { Reader } from "./database.ts";
import { untypedStatement, type Statement, type Value } from "./statement.ts";

/** What every listed table has: `n` rises with each row. */
export interface ListedRow {
  n: number;
  id: string;
  created: number;
}

export interface PageRequest<Row extends ListedRow, Resource> {
  /** The path of the list, as the answer repeats it. */
  url: string;
  /** Whose rows: the value of the owner's column. */
  owner: Value;
  params: PageParams;
  /** Columns that must equal a value; an absent value does not filter. */
  filters?: Partial<Record<keyof Row & string, Value | undefined>>;
  /** Columns that must begin with a text. */
  prefixes?: Partial<Record<keyof Row & string, string | undefined>>;
  /** Columns that must be one of several values. */
  sets?: Partial<Record<keyof Row & string, readonly Value[] | undefined>>;
  /** Columns that lie between bounds. */
  spans?: Partial<Record<keyof Row & string, Range | undefined>>;
  toResource: (row: Row) => Resource;
}

type Shape = Record<string, Value>;

const comparisons = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;
const defaultLimit = 10;

/** Makes the list of one table: keyset pages, newest first, stable while rows are added. */
export function pageOf<Row extends ListedRow>(
  table: string,
  ownerColumn: "realm" | "account" = "realm",
  /** What the rows of one owner are ordered by; `n` rises with it. */
  orderColumn: "n" | "seq" = "n",
) {
  const statements = new Map<string, Statement<Shape, Row>>();
  const cursor = untypedStatement<{ id: string; owner: Value }, { place: number }>((queries, params) =>
    queries
      .selectFrom(table)
      .select(`${orderColumn} as place`)
      .where("id", "=", params("id"))
      .where(ownerColumn, "=", params("owner")),
  );

  const findCursor = async (db: Reader, owner: Value, param: "starting_after" | "ending_before", id: string) => {
    const row = await db.first(cursor, { id, owner });
    if (!row) {
      throw new DomainError("resource_missing", { message: `The list has no item '${id}' to begin at.`, param });
    }
    return row.place;
  };

  return async <Resource>(db: Reader, request: PageRequest<Row, Resource>): Promise<List<Resource>> => {
    const { params, owner } = request;
    if (params.starting_after !== undefined && params.ending_before !== undefined) {
      throw new DomainError("parameter_invalid", {
        message: "Send `starting_after` or `ending_before`, not both.",
        param: "ending_before",
      });
    }
    const backwards = params.ending_before !== undefined;
    const conditions: Condition[] = [];
    for (const [column, value] of Object.entries(request.filters ?? {})) {
      if (value !== undefined) conditions.push([column, "=", value]);
    }
    for (const [column, value] of Object.entries(request.prefixes ?? {})) {
      if (typeof value === "string") conditions.push([column, ">=", value], [column, "<", `${value}\u{10ffff}`]);
    }
    for (const [column, values] of Object.entries(request.sets ?? {})) {
      if (Array.isArray(values)) conditions.push([column, "in", ...(values as readonly Value[])]);
    }
    for (const [column, span] of Object.entries<Range | undefined>({ created: params.created, ...request.spans })) {
      for (const [name, operator] of Object.entries(comparisons)) {
        const bound = span?.[name as keyof typeof comparisons];
        if (bound !== undefined) conditions.push([column, operator, bound]);
      }
    }
    if (params.starting_after !== undefined) {
      conditions.push([orderColumn, "<", await findCursor(db, owner, "starting_after", params.starting_after)]);
    }
    if (params.ending_before !== undefined) {
      conditions.push([orderColumn, ">", await findCursor(db, owner, "ending_before", params.ending_before)]);
    }

    const limit = params.limit ?? defaultLimit;
    const shape = JSON.stringify([
      backwards,
      conditions.map(([column, operator, ...values]) => [column, operator, values.length]),
    ]);
    let statement = statements.get(shape);
    if (!statement) {
      statement = listStatement<Row>({ table, ownerColumn, orderColumn }, conditions, backwards);
      statements.set(shape, statement);
    }
    const values = Object.fromEntries(
      conditions.flatMap(([, , ...all], index) => all.map((value, place) => [slotOf(index, place), value])),
    );
    const rows = await db.all(statement, { ...values, owner, limit: limit + 1 });
    const page = rows.slice(0, limit);
    if (backwards) page.reverse();
    return { object: "list", url: request.url, has_more: rows.length > limit, data: page.map(request.toResource) };
  };
}

/** One value, or several for `in`. */
type Condition = [column: string, operator: string, ...values: Value[]];

const slotOf = (index: number, place: number) => `v${index}_${place}`;

function listStatement<Row>(
  { table, ownerColumn, orderColumn }: Record<"table" | "ownerColumn" | "orderColumn", string>,
  conditions: readonly Condition[],
  backwards: boolean,
): Statement<Shape, Row> {
  return untypedStatement((queries, params) => {
    let query = queries.selectFrom(table).selectAll().where(ownerColumn, "=", params("owner"));
    for (const [index, [column, operator, ...values]] of conditions.entries()) {
      const slots = values.map((_value, place) => params(slotOf(index, place)));
      query = query.where(column, operator as "=", (operator === "in" ? slots : slots[0]) as Value);
    }
    return query.orderBy(orderColumn, backwards ? "asc" : "desc").limit(params("limit") as number);
  });
}
