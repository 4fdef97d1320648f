import type { SearchParams, SearchResult } from "@micro/sdk/contract";
import { sql, type Kysely, type RawBuilder } from "kysely";

import { DomainError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Reader } from "./database.ts";
import type { ListedRow } from "./page.ts";
import { parseSearch, type SearchCondition, type SearchOperator, type SearchQuery } from "./search-query.ts";
import { untypedStatement, type AnyParams, type AnyTables, type Statement, type Value } from "./statement.ts";

/**
 * What can be searched: `exact` takes `:`, and `boolean` with `true` or `false`; `text` takes `:` and `~`; `number` takes `:`
 * and comparisons; `metadata` is the JSON object of the caller's own keys.
 */
export type SearchField = "boolean" | "exact" | "text" | "number" | "metadata";

export interface SearchRequest<Row extends ListedRow, Resource> {
  /** The path of the search, as the answer repeats it. */
  url: string;
  realm: number;
  params: SearchParams;
  /** Each searchable column with its kind. */
  fields: Partial<Record<keyof Row & string, SearchField>>;
  toResource: (row: Row) => Resource | Promise<Resource>;
}

const operatorsOf: Record<SearchField, readonly SearchOperator[]> = {
  boolean: [":"],
  exact: [":"],
  text: [":", "~"],
  number: [":", ">", "<", ">=", "<="],
  metadata: [":", "~"],
};
const defaultLimit = 10;
type Fields = Partial<Record<string, SearchField>>;
type Shape = Record<string, Value>;

/** Makes the search of one table. Values and metadata keys are bound; columns come from the service's own list. */
export function searchOf<Row extends ListedRow>(table: string) {
  const statements = new Map<string, Statement<Shape, Row>>();
  const countOf = (query: SearchQuery, fields: Fields) =>
    untypedStatement<Shape, { count: number }>((queries, p) =>
      matching(queries, table, { query, fields, p }).select((eb) => eb.fn.countAll<number>().as("count")),
    );
  const placeOf = untypedStatement<Shape, { n: number }>((queries, p) =>
    queries.selectFrom(table).select("n").where("id", "=", p("page")).where("realm", "=", p("realm")),
  );
  const assertPage = async (db: Reader, page: string, realm: number) => {
    if (await db.first(placeOf, { page, realm })) return;
    throw new DomainError("parameter_invalid", {
      message: `'page' is '${page}', which is the \`next_page\` of no search here.`,
      param: "page",
    });
  };

  return async <Resource>(db: Reader, request: SearchRequest<Row, Resource>): Promise<SearchResult<Resource>> => {
    const { params } = request;
    const fields: Fields = request.fields;
    const query = parseSearch(params.query);
    for (const condition of query.conditions) assertSearchable(condition, fields);
    const shape = JSON.stringify([
      params.page !== undefined,
      query.joint,
      query.conditions.map(({ negated, field, key, operator, value }) => [
        negated,
        field,
        key !== null,
        operator,
        value === null,
      ]),
    ]);
    let statement = statements.get(shape);
    if (!statement) {
      if (statements.size >= limits.statementCacheMax) statements.clear();
      statement = searchStatement<Row>(table, query, fields, params.page !== undefined);
      statements.set(shape, statement);
    }
    const limit = params.limit ?? defaultLimit;
    const values = Object.fromEntries(query.conditions.flatMap(bindings));
    const page = params.page ?? null;
    if (page !== null) await assertPage(db, page, request.realm);
    const rows = await db.all(statement, { ...values, realm: request.realm, page, limit: limit + 1 });
    const data = rows.slice(0, limit);
    const hasMore = rows.length > limit;
    const total = params.expand?.includes("total_count")
      ? await db.first(countOf(query, fields), { ...values, realm: request.realm })
      : undefined;
    return {
      object: "search_result",
      url: request.url,
      has_more: hasMore,
      next_page: hasMore ? (data.at(-1)?.id ?? null) : null,
      ...(total && { total_count: total.count }),
      data: await Promise.all(data.map(request.toResource)),
    };
  };
}

function assertSearchable({ field, key, operator, value }: SearchCondition, fields: Fields): void {
  const refuse = (message: string): never => {
    throw new DomainError("parameter_invalid", { message, param: "query" });
  };
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!kind) return refuse(`'${field}' cannot be searched. There are: ${Object.keys(fields).join(", ")}.`);
  if ((kind === "metadata") !== (key !== null)) {
    return refuse(
      kind === "metadata" ? "Name the key of the metadata: metadata['key']:'value'." : `'${field}' has no keys.`,
    );
  }
  if (!operatorsOf[kind].includes(operator)) {
    return refuse(`'${field}' takes ${operatorsOf[kind].join(" ")} and not ${operator}.`);
  }
  if (value === null) return operator === ":" ? undefined : refuse("`null` goes with `:` only.");
  if (kind === "number" && typeof toNumber(value) !== "number") return refuse(`'${field}' is a whole number.`);
  if (kind === "boolean" && !["true", "false"].includes(String(value))) {
    return refuse(`'${field}' is 'true' or 'false'.`);
  }
  if (operator === "~" && String(value).length < 3) return refuse("`~` needs at least three characters.");
}

/** A number may be quoted, as in Stripe's language. */
function toNumber(value: string | number): string | number {
  return typeof value === "string" && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
}

function bindings({ key, operator, value }: SearchCondition, index: number): [string, Value][] {
  const pattern = `%${String(value).replaceAll(/[\\%_]/g, "\\$&")}%`;
  return [
    [`k${index}`, key],
    [`v${index}`, operator === "~" ? pattern : value],
    [`t${index}`, value === null ? null : String(value)],
    [`b${index}`, Number(value === "true")],
    [`i${index}`, value === null ? null : toNumber(value)],
  ];
}

function searchStatement<Row>(
  table: string,
  query: SearchQuery,
  fields: Fields,
  paged: boolean,
): Statement<Shape, Row> {
  return untypedStatement((queries, p) => {
    const cursor = sql`n < (SELECT n FROM ${sql.table(table)} WHERE id = ${p("page")} AND realm = ${p("realm")})`;
    return matching(queries, table, { query, fields, p })
      .selectAll()
      .$if(paged, (built) => built.where(sql<boolean>`${cursor}`))
      .orderBy("n", "desc")
      .limit(p("limit") as number);
  });
}

/** What fits the query, of one realm. */
function matching(
  queries: Kysely<AnyTables>,
  table: string,
  { query, fields, p }: { query: SearchQuery; fields: Fields; p: AnyParams },
) {
  const parts = query.conditions.map((condition, index) => conditionSql(condition, index, fields, p));
  const joined = sql.join(parts, sql.raw(query.joint === "and" ? " AND " : " OR "));
  return queries
    .selectFrom(table)
    .where("realm", "=", p("realm"))
    .where(sql<boolean>`(${joined})`);
}

function conditionSql(
  { negated, field, key, operator, value }: SearchCondition,
  index: number,
  fields: Fields,
  p: AnyParams,
): RawBuilder<unknown> {
  const kind = fields[field];
  const column = sql.ref(field);
  const test = (() => {
    if (kind === "metadata" && key !== null) {
      const match = value === null ? sql`1 = 1` : compare(sql`value`, operator, index, "text", p);
      const found = sql`EXISTS (SELECT 1 FROM json_each(${column}) WHERE key = ${p(`k${index}`)} AND ${match})`;
      return value === null ? sql`NOT ${found}` : found;
    }
    if (value === null) return sql`${column} IS NULL`;
    return compare(column, operator, index, kind ?? "exact", p);
  })();
  // An absent value is not equal to anything, so its negation holds.
  return negated ? sql`NOT coalesce(${test}, 1 = 0)` : sql`(${test})`;
}

function compare(
  left: RawBuilder<unknown>,
  operator: SearchOperator,
  index: number,
  kind: SearchField,
  p: AnyParams,
): RawBuilder<unknown> {
  if (operator === "~") return sql`lower(${left}) LIKE lower(${p(`v${index}`)}) ESCAPE '\\'`;
  if (kind === "number") {
    return sql`${left} ${sql.raw(operator === ":" ? "=" : operator)} ${p(`i${index}`)}`;
  }
  if (kind === "boolean") return sql`${left} = ${p(`b${index}`)}`;
  if (kind === "text") return sql`lower(${left}) = lower(${p(`t${index}`)})`;
  return sql`${left} = ${p(`t${index}`)}`;
}
