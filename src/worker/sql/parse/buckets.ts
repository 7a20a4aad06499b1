import { notSupported, semanticError } from '../syntax-error.ts'
import type { WrittenBuckets } from '../tree/written-parts.ts'
import { readName } from './names.ts'
import type { TokenReader } from './token-reader.ts'

/** As Spark's spark.sql.sources.bucketing.maxBuckets. */
const BUCKETS_MAX = 100_000

/** CLUSTERED BY (a, b) [SORTED BY (c)] INTO n BUCKETS; undefined: something else comes. */
export function readBuckets(reader: TokenReader): WrittenBuckets | undefined {
  if (!reader.takeWord('CLUSTERED', 'BY')) return undefined
  const columns = reader.bracketed(() => reader.list(() => readName(reader)))
  const sortedBy = reader.takeWord('SORTED', 'BY') ? reader.bracketed(() => reader.list(() => readSortColumn(reader))) : []
  reader.expectWord('INTO')
  const token = reader.peek()
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw reader.unexpected('the number of buckets')
  reader.next()
  reader.expectWord('BUCKETS')
  const count = Number(token.text)
  if (count >= 1 && count <= BUCKETS_MAX) return { columns, sortedBy, count }
  throw semanticError(`A table cannot have ${token.text.slice(0, 20)} buckets`, `Write a number from 1 to ${BUCKETS_MAX}.`)
}

function readSortColumn(reader: TokenReader): string {
  const name = readName(reader)
  if (!reader.takeWord('ASC') && reader.isWord('DESC'))
    throw notSupported('SORTED BY … DESC', 'Buckets are sorted upwards: leave DESC out.')
  return name
}
