import { CausewayError } from '../../../base/errors.ts'
import { databaseAndTable, type NameParts } from '../shared/jdbc/database-and-table.ts'

/** A name as MySQL takes it, with every setting of sql_mode. */
export function quoteName(name: string): string {
  if (!name.includes('\0')) return `\`${name.replaceAll('`', '``')}\``
  throw new CausewayError('not-supported', 'A name with the character U+0000 is not supported')
}

const PART = /^(?:`((?:[^`]|``)+)`|([\p{L}\p{N}_$]+))/u

/**
 * The option dbtable, [database.]table, each part as it is or in backquotes.
 * @throws CausewayError invalid-parameter for what is no name.
 */
export const parseTableName = (dbtable: string): NameParts =>
  databaseAndTable(dbtable, { part: PART, unquote: (quoted) => quoted.replaceAll('``', '`'), characters: 'letters, digits, _ and $' })
