import { notSupported } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import { intervalOfText } from './intervals.ts'
import { readName } from './names.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** DATE '2020-01-01' and the like: a word and the one string behind it. */
export function readTypedLiteral(reader: TokenReader): Expression {
  const first = reader.peek()
  const type = readName(reader).toLowerCase()
  const value = readSingleString(reader)
  if (reader.peek().kind === 'string') throw reader.semanticError(reader.peek(), 'a typed literal has one string')
  switch (type) {
    case 'date':
      return { kind: 'typed-literal', type: 'date', value }
    case 'timestamp':
    // Spark 3.3 reads it in its own tests only, where it is the same.
    case 'timestamp_ltz':
      return { kind: 'typed-literal', type: 'timestamp', value }
    case 'x':
      if (!/^[0-9a-fA-F]*$/.test(value)) throw reader.semanticError(first, `X'${value.slice(0, 40)}' is not a hexadecimal literal`)
      return { kind: 'typed-literal', type: 'binary', value: value.length % 2 === 0 ? value : `0${value}` }
    case 'interval':
      return intervalOfText(reader, first, value)
    default:
      throw notSupported(`The literal type ${type}`, 'Literals are DATE, TIMESTAMP, INTERVAL and X.')
  }
}
