import { CausewayError } from '../../../base/errors.ts'
import { databaseAndTable, type NameParts } from '../shared/jdbc/database-and-table.ts'
import { unquoteName } from './type-text.ts'

/** A name as ClickHouse takes it. */
export function quoteName(name: string): string {
  if (!name.includes('\0')) return `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``
  throw new CausewayError('not-supported', 'A name with the character U+0000 is not supported')
}

export const textLiteral = (value: string): string => `'${value.replaceAll(/[\\']/g, '\\$&')}'`

const PART = /^(?:(`(?:[^`\\]|\\[\s\S]|``)+`|"(?:[^"\\]|\\[\s\S]|"")+")|([\p{L}\p{N}_]+))/u

/**
 * The option dbtable, [database.]table, each part as it is or in backquotes.
 * @throws CausewayError invalid-parameter for what is no name.
 */
export const parseTableName = (dbtable: string): NameParts =>
  databaseAndTable(dbtable, {
    part: PART,
    unquote: unquoteName,
    characters: 'letters, digits and _',
  })
