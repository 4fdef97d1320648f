import { sql } from "kysely";

import { pageOf, type ListedRow } from "./page.ts";
import { searchOf } from "./search.ts";
import { slots, untypedStatement as statement, type Value } from "./statement.ts";

/** A row that belongs to an account and a mode. */
export interface OwnedRow extends ListedRow {
  realm: number;
}

/** A table of resources, declared once: what creates it and what its statements are made of. */
export interface Table<Row extends OwnedRow> {
  name: string;
  columns: readonly (keyof Row & string)[];
  /** The SQL that creates it, with its indexes. */
  schema: string;
}

type OwnColumns<Row extends OwnedRow> = Record<Exclude<keyof Row & string, keyof OwnedRow>, string>;

/**
 * Declares a table: each column of the row with its SQL type, then constraints, then whole statements such as indexes.
 * `n`, `id`, `realm` and `created` are there by themselves. Where callers choose ids, one is unique in its realm only.
 */
export function defineTable<Row extends OwnedRow>(
  name: string,
  own: OwnColumns<Row>,
  more: { constraints?: readonly string[]; statements?: readonly string[]; callersIds?: boolean } = {},
): Table<Row> {
  const lines = [
    "n INTEGER PRIMARY KEY",
    more.callersIds ? "id TEXT NOT NULL" : "id TEXT NOT NULL UNIQUE",
    "realm INTEGER NOT NULL",
    ...Object.entries<string>(own).map(([column, type]) => `${column} ${type}`),
    "created INTEGER NOT NULL",
    ...(more.callersIds ? ["UNIQUE (realm, id)"] : []),
    ...(more.constraints ?? []),
  ];
  return {
    name,
    // The type of `own` holds the row's columns, all of them and no others.
    columns: ["id", "realm", ...(Object.keys(own) as (keyof Row & string)[]), "created"],
    schema: [
      `CREATE TABLE ${name} (${lines.join(", ")})`,
      `CREATE INDEX ${name}_by_realm ON ${name} (realm, n)`,
      ...(more.statements ?? []),
    ].join(";\n"),
  };
}

type ById = { id: string; realm: number };
type Written<Row extends OwnedRow> = Omit<Row, "n">;

/**
 * The statements that every table of resources needs; each is bound to a realm. Their columns are the row's own, by the type of
 * the table's declaration.
 */
export function rowsOf<Row extends OwnedRow>({ name, columns }: Table<Row>) {
  const changing = columns.filter((column) => !["id", "realm", "created"].includes(column));

  return {
    insert: statement<Written<Row>, unknown>((q, p) =>
      q.insertInto(name).values(slots<Record<string, Value>, string>(p, columns)),
    ),
    find: statement<ById, Row>((q, p) =>
      q.selectFrom(name).selectAll().where("id", "=", p("id")).where("realm", "=", p("realm")),
    ),
    /** Reads some columns of a row. */
    pick: <Column extends keyof Row & string>(...names: readonly Column[]) =>
      statement<ById, Pick<Row, Column>>((q, p) =>
        q
          .selectFrom(name)
          .select(names as readonly string[])
          .where("id", "=", p("id"))
          .where("realm", "=", p("realm")),
      ),
    /** Writes the whole row. */
    update: statement<Written<Row>, unknown>((q, p) =>
      q.updateTable(name).set(slots(p, changing)).where("id", "=", p("id")).where("realm", "=", p("realm")),
    ),
    /** Writes some columns of a row. */
    set: <Column extends keyof Row & string>(...names: readonly Column[]) =>
      statement<ById & Pick<Row, Column>, unknown>((q, p) =>
        q
          .updateTable(name)
          .set(slots(p, names as readonly string[]))
          .where("id", "=", p("id"))
          .where("realm", "=", p("realm")),
      ),
    remove: statement<ById, unknown>((q, p) =>
      q.deleteFrom(name).where("id", "=", p("id")).where("realm", "=", p("realm")),
    ),
    /** All rows whose columns have these values, oldest first. */
    where: <Column extends keyof Row & string>(...names: readonly Column[]) =>
      statement<Pick<Row, Column | "realm">, Row>((q, p) => {
        // Most rows are of one realm. Not told so, SQLite reads all of them by their index, which has the order already.
        let query = q
          .selectFrom(name)
          .selectAll()
          .where(sql<boolean>`likely(realm = ${p("realm")})`);
        for (const column of names) query = query.where(column as string, "=", p(column));
        return query.orderBy("n");
      }),
    /** All rows of a realm behind a place, oldest first, at most so many. */
    behind: statement<{ realm: number; n: number; limit: number }, Row>((q, p) =>
      q
        .selectFrom(name)
        .selectAll()
        .where("realm", "=", p("realm"))
        .where("n", ">", p("n"))
        .orderBy("n")
        .limit(p("limit") as number),
    ),
    page: pageOf<Row>(name),
    search: searchOf<Row>(name),
  };
}
