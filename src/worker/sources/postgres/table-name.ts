import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import { quoteName } from '../../engine/quote.ts'

const PART = /^(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))/u

/**
 * The option dbtable, [schema.]table, as a name that PostgreSQL takes: unquoted parts are folded to lower case as it does itself.
 * @throws CausewayError invalid-parameter for what is no name.
 */
export function parseTableName(dbtable: string): string {
  plainText('option dbtable', dbtable)
  const parts: string[] = []
  let rest = dbtable.trim()
  for (;;) {
    const match = PART.exec(rest)
    if (match === null) throw badName(dbtable)
    const [whole, quoted, plain = ''] = match
    parts.push(quoted === undefined ? plain.toLowerCase() : quoted.replaceAll('""', '"'))
    rest = rest.slice(whole.length)
    if (rest === '') break
    if (!rest.startsWith('.')) throw badName(dbtable)
    rest = rest.slice(1)
  }
  if (parts.length > 2) throw badName(dbtable)
  return parts.map(quoteName).join('.')
}

const badName = (dbtable: string) =>
  new CausewayError('invalid-parameter', `The option dbtable, ${dbtable}, is not the name of a table`, {
    hint: "Write 'dbtable'='schema.table', with double quotes around a part that has capitals or other characters",
  })
