import { CausewayError } from '../../../../base/errors.ts'
import { plainText } from '../../../../base/plain-text.ts'

export interface NameParts {
  readonly database: string | undefined
  readonly table: string
}

/** How a database with backquoted names writes a part of one. */
interface PartForm {
  /** The beginning of a text: a part in quotes, its first group what `unquote` takes, or as it is, its second. */
  readonly part: RegExp
  readonly unquote: (quoted: string) => string
  /** That a part without quotes may have: for people. */
  readonly characters: string
}

/**
 * The option dbtable, [database.]table, each part as it is or in backquotes.
 * @throws CausewayError invalid-parameter for what is no name.
 */
export function databaseAndTable(dbtable: string, { part, unquote, characters }: PartForm): NameParts {
  plainText('option dbtable', dbtable)
  const badName = () =>
    new CausewayError('invalid-parameter', `The option dbtable, ${dbtable}, is not the name of a table`, {
      hint: `Write 'dbtable'='database.table', with backquotes around a part that has other characters than ${characters}`,
    })
  const parts: string[] = []
  let rest = dbtable.trim()
  for (;;) {
    const [whole, quoted, plain = ''] = part.exec(rest) ?? []
    if (whole === undefined) throw badName()
    parts.push(quoted === undefined ? plain : unquote(quoted))
    rest = rest.slice(whole.length)
    if (rest === '') break
    if (!rest.startsWith('.')) throw badName()
    rest = rest.slice(1)
  }
  const [first = '', second] = parts
  if (parts.length > 2) throw badName()
  return second === undefined ? { database: undefined, table: first } : { database: first, table: second }
}
