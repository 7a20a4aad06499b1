import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'

/** A name as ClickHouse takes it. */
export function quoteName(name: string): string {
  if (!name.includes('\0')) return `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``
  throw new CausewayError('not-supported', 'A name with the character U+0000 is not supported')
}

export const textLiteral = (value: string): string => `'${value.replaceAll(/[\\']/g, '\\$&')}'`

export interface NameParts {
  readonly database: string | undefined
  readonly table: string
}

const PART = /^(?:[`"]((?:[^`"\\]|\\[\s\S]|``)+)[`"]|([\p{L}\p{N}_]+))/u

/**
 * The option dbtable, [database.]table, each part as it is or in backquotes.
 * @throws CausewayError invalid-parameter for what is no name.
 */
export function parseTableName(dbtable: string): NameParts {
  plainText('option dbtable', dbtable)
  const parts: string[] = []
  let rest = dbtable.trim()
  for (;;) {
    const [whole, quoted, plain = ''] = PART.exec(rest) ?? []
    if (whole === undefined) throw badName(dbtable)
    parts.push(quoted === undefined ? plain : quoted.replaceAll(/\\([\s\S])|``/g, (_all, one?: string) => one ?? '`'))
    rest = rest.slice(whole.length)
    if (rest === '') break
    if (!rest.startsWith('.')) throw badName(dbtable)
    rest = rest.slice(1)
  }
  const [first = '', second] = parts
  if (parts.length > 2) throw badName(dbtable)
  return second === undefined ? { database: undefined, table: first } : { database: first, table: second }
}

const badName = (dbtable: string) =>
  new CausewayError('invalid-parameter', `The option dbtable, ${dbtable}, is not the name of a table`, {
    hint: "Write 'dbtable'='database.table', with backquotes around a part that has other characters than letters, digits and _",
  })
