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
