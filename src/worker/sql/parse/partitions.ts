import type { Statement } from '../tree/statement.ts'
import type { WrittenPartition } from '../tree/written-parts.ts'
import { readName, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { refuseStatement } from './refused-statements.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** PARTITION (a = 1, b = 'x', c) */
export function readPartition(parser: Parser): readonly WrittenPartition[] {
  const { reader } = parser
  reader.expectWord('PARTITION')
  return reader.bracketed(() =>
    reader.list(() => {
      const first = reader.peek()
      const column = readName(reader)
      const hasValue = reader.takeSymbol('=') || reader.takeSymbol('==')
      return reader.named(first, { column, value: hasValue ? parser.expression() : undefined })
    }),
  )
}

/** ALTER TABLE t ADD | DROP PARTITION …, ALTER TABLE t RECOVER PARTITIONS, MSCK REPAIR TABLE t; what else is altered is refused. */
export function readPartitionChange(parser: Parser): Statement {
  const { reader } = parser
  if (reader.takeWord('MSCK', 'REPAIR', 'TABLE')) {
    const table = readTableName(reader)
    const option = ['ADD', 'DROP', 'SYNC'].find((word) => reader.takeWord(word, 'PARTITIONS'))
    return { kind: 'recover-partitions', table, adds: option !== 'DROP' }
  }
  const change = changeOf(reader)
  if (change === undefined) return refuseStatement(reader)
  reader.expectWord('ALTER')
  reader.expectWord('TABLE')
  const table = readTableName(reader)
  reader.next()
  if (change === 'recover') {
    reader.expectWord('PARTITIONS')
    return { kind: 'recover-partitions', table, adds: true }
  }
  const isLenient = change === 'add' ? reader.takeWord('IF', 'NOT', 'EXISTS') : reader.takeWord('IF', 'EXISTS')
  const partitions: (readonly WrittenPartition[])[] = []
  const locations: (string | undefined)[] = []
  do {
    partitions.push(readPartition(parser))
    locations.push(change === 'add' && reader.takeWord('LOCATION') ? readSingleString(reader) : undefined)
  } while (reader.takeSymbol(',') || reader.isWord('PARTITION'))
  reader.takeWord('PURGE')
  return { kind: 'change-partitions', table, change, isLenient, partitions, locations }
}

/** What stands behind the name of the table in ALTER TABLE, if it is about partitions. */
function changeOf(reader: TokenReader): 'add' | 'drop' | 'recover' | undefined {
  if (!reader.isWord('ALTER', 'TABLE')) return undefined
  let ahead = 3
  while (reader.isSymbol('.', ahead)) ahead += 2
  const words = [0, 1, 2, 3, 4].map((index) => reader.peek(ahead + index).word).join(' ')
  if (words.startsWith('RECOVER PARTITIONS')) return 'recover'
  if (/^ADD (IF NOT EXISTS )?PARTITION\b/.test(words)) return 'add'
  return /^DROP (IF EXISTS )?PARTITION\b/.test(words) ? 'drop' : undefined
}
