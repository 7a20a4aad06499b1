import { notSupported } from '../syntax-error.ts'
import type { WrittenVersion } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import { readTableName } from './names.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** VERSION | SYSTEM_VERSION AS OF number, TIMESTAMP | SYSTEM_TIME AS OF text. */
export function readVersion(reader: TokenReader): WrittenVersion {
  reader.takeWord('FOR')
  if (reader.takeWord('VERSION', 'AS', 'OF') || reader.takeWord('SYSTEM_VERSION', 'AS', 'OF')) {
    if (reader.peek().kind === 'string') return { kind: 'version', text: readSingleString(reader) }
    if (reader.peek().kind !== 'number') throw reader.unexpected('the number of a version')
    return { kind: 'version', text: reader.next().text }
  }
  if (reader.takeWord('TIMESTAMP', 'AS', 'OF') || reader.takeWord('SYSTEM_TIME', 'AS', 'OF')) {
    for (const word of ['TIMESTAMP', 'DATE']) if (reader.takeWord(word)) break
    if (reader.peek().kind !== 'string')
      throw notSupported('A time of a table that is no literal', "Write TIMESTAMP AS OF '2024-01-31 12:00:00'.")
    return { kind: 'timestamp', text: readSingleString(reader) }
  }
  throw reader.unexpected('VERSION AS OF or TIMESTAMP AS OF')
}

/** RESTORE [TABLE] t [TO] VERSION AS OF 3 */
export function readRestore(reader: TokenReader): Statement {
  reader.expectWord('RESTORE')
  reader.takeWord('TABLE')
  const table = readTableName(reader)
  reader.takeWord('TO')
  return { kind: 'restore-table', table, was: readVersion(reader) }
}

/** What stands behind DESCRIBE HISTORY: t [LIMIT 10] */
export function readHistory(reader: TokenReader): Statement {
  const table = readTableName(reader)
  if (!reader.takeWord('LIMIT')) return { kind: 'describe-history', table, limit: undefined }
  const count = reader.peek()
  if (count.kind !== 'number' || !/^\d{1,9}$/.test(count.text)) throw reader.unexpected('a number of versions')
  reader.next()
  return { kind: 'describe-history', table, limit: Number(count.text) }
}

/** VACUUM t [RETAIN 24 HOURS] [DRY RUN] */
export function readVacuum(reader: TokenReader): Statement {
  reader.expectWord('VACUUM')
  const table = readTableName(reader)
  const hours = reader.takeWord('RETAIN') ? readHours(reader) : undefined
  return { kind: 'vacuum-table', table, hours, isDry: reader.takeWord('DRY', 'RUN') }
}

function readHours(reader: TokenReader): number {
  const hours = reader.peek()
  if (hours.kind !== 'number' || !/^\d{1,6}(\.\d{1,6})?$/.test(hours.text)) throw reader.unexpected('a number of hours')
  reader.next()
  reader.expectWord('HOURS')
  return Number(hours.text)
}

/** OPTIMIZE t */
export function readOptimize(reader: TokenReader): Statement {
  reader.expectWord('OPTIMIZE')
  const table = readTableName(reader)
  if (reader.isWord('WHERE')) throw notSupported('OPTIMIZE … WHERE', 'Leave it out: only files that are small are written anew.')
  if (reader.isWord('ZORDER'))
    throw notSupported('OPTIMIZE … ZORDER BY', 'CREATE TABLE u AS SELECT * FROM t ORDER BY … writes rows in an order.')
  return { kind: 'optimize-table', table }
}
