import { type RawBuilder, sql } from 'kysely'

/** Of a list: what alone is shown to whom not everything is. */
export interface ShownOnly {
  readonly names: readonly string[]
  /** What is their own is shown as well. */
  readonly ownerId: string
}

/** @param table of which the columns name and owner_id are, for other tables of the query may have such, too. `isFolded`: the names are in lower case. */
export function shownOnly(table: string, { names, ownerId }: ShownOnly, isFolded: boolean): RawBuilder<boolean> {
  const name = sql.ref(`${table}.name`)
  const named = sql`${isFolded ? sql`lower(${name})` : name} in (select value from json_each(${JSON.stringify(names)}))`
  return ownerId === '' ? sql<boolean>`${named}` : sql<boolean>`(${named} or ${sql.ref(`${table}.owner_id`)} = ${ownerId})`
}

/**
 * The rows of a list that are shown by name, and the own ones, each found by an index. Other conditions of the list must not tempt the database to go through all of it.
 * @param within of which list: a condition on the columns that the index of names begins with, and that of owners
 */
export function shownRows(
  table: string,
  { names, ownerId }: ShownOnly,
  within: RawBuilder<unknown>,
  owner = 'owner_id',
): RawBuilder<boolean> {
  const rows = (condition: RawBuilder<unknown>) => sql`select rowid from ${sql.table(table)} where ${within} and ${condition}`
  const own = ownerId === '' ? sql`` : sql` union ${rows(sql`${sql.ref(owner)} = ${ownerId}`)}`
  return sql<boolean>`${sql.ref(`${table}.rowid`)} in (${rows(sql`name in (select value from json_each(${JSON.stringify(names)}))`)}${own})`
}
