import { quotedAsItStands, quotedName } from '../../../base/sql-text/quoted.ts'

/** In the catalog. */
interface Named {
  readonly database: string
  readonly name: string
}

const nameOf = ({ database, name }: Named): string => `${quotedName(database)}.${quotedName(name)}`

const commentOf = (description: string): string => (description === '' ? '' : ` COMMENT ${quotedAsItStands(description)}`)

export const dropDatabaseStatement = (name: string, { cascade }: { readonly cascade: boolean }): string =>
  `DROP DATABASE ${quotedName(name)} ${cascade ? 'CASCADE' : 'RESTRICT'}`

export const dropStatement = (kind: 'TABLE' | 'VIEW', named: Named): string => `DROP ${kind} ${nameOf(named)}`

/** `query` is the user's, as it stands. No columns: it has the names of its query's. */
export function newViewStatement(
  view: Named & {
    readonly description: string
    readonly columns: readonly { readonly name: string; readonly description: string }[]
    readonly query: string
  },
): string {
  const columns = view.columns.map(({ name, description }) => `${quotedName(name)}${commentOf(description)}`)
  const list = columns.length === 0 ? '' : ` (${columns.join(', ')})`
  return `CREATE VIEW ${nameOf(view)}${list}${commentOf(view.description)} AS ${view.query}`
}

/** All rows, and all columns, where nothing else is said. */
export function rowsStatement(
  named: Named,
  { columns, limit }: { readonly columns?: readonly string[] | undefined; readonly limit?: number } = {},
): string {
  const shown = columns === undefined ? '*' : columns.map(quotedName).join(', ')
  return `SELECT ${shown} FROM ${nameOf(named)}${limit === undefined ? '' : ` LIMIT ${limit}`}`
}

/** All rows of one table into another; those of a partition lack its columns. */
export function copyStatement(
  from: Named,
  to: Named,
  {
    overwrite,
    partition,
  }: { readonly overwrite: boolean; readonly partition: readonly { readonly column: string; readonly value: string }[] },
): string {
  const values = partition.map(({ column, value }) => `${quotedName(column)} = ${quotedAsItStands(value)}`)
  const spec = values.length === 0 ? '' : ` PARTITION (${values.join(', ')})`
  return `INSERT ${overwrite ? 'OVERWRITE' : 'INTO'} TABLE ${nameOf(to)}${spec} ${rowsStatement(from)}`
}
