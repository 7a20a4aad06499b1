import { notSupported } from '../syntax-error.ts'
import type { Expression, Sample } from '../tree/query.ts'
import type { Parser } from './parser.ts'
import type { TokenReader } from './token-reader.ts'

/** TABLESAMPLE (10 PERCENT) · (3 ROWS) · (BUCKET 1 OUT OF 4), with REPEATABLE (seed) behind it; undefined where no sample is taken. */
export function readSample(parser: Parser): Sample | undefined {
  const { reader } = parser
  if (!reader.isWord('TABLESAMPLE') || !reader.isSymbol('(', 1)) return undefined
  reader.next()
  const first = reader.peek(1)
  if (reader.isSymbol(')', 1))
    throw reader.semanticError(first, 'TABLESAMPLE says not how much', 'Write TABLESAMPLE (10 PERCENT) or TABLESAMPLE (10 ROWS).')
  const method = reader.bracketed(() => readMethod(parser))
  const seed = reader.takeWord('REPEATABLE') ? reader.bracketed(() => readWholeNumber(reader)) : undefined
  if (method.kind === 'fraction' && (method.fraction < 0 || method.fraction > 1))
    throw reader.semanticError(first, `the part of the rows is ${method.fraction}; it is from 0 to 1`)
  return { method, seed }
}

function readMethod(parser: Parser): Sample['method'] {
  const { reader } = parser
  if (reader.isWord('BUCKET') && reader.peek(1).kind === 'number') return readBucket(reader)
  const first = reader.peek()
  const amount = parser.expression()
  if (reader.takeWord('ROWS')) return { kind: 'rows', count: amount }
  if (!reader.takeWord('PERCENT'))
    throw notSupported(
      `TABLESAMPLE (${reader.textFrom(first).slice(0, 40)}) by size`,
      'Write TABLESAMPLE (10 PERCENT) or TABLESAMPLE (10 ROWS).',
    )
  return { kind: 'fraction', fraction: percentage(reader, amount) / 100 }
}

function percentage(reader: TokenReader, amount: Expression): number {
  if (amount.kind === 'number' && (amount.type === 'integer' || amount.type === 'decimal')) return Number(amount.text)
  throw reader.unexpected('ROWS: a percentage is a number')
}

function readBucket(reader: TokenReader): Sample['method'] {
  reader.expectWord('BUCKET')
  const numerator = readWholeNumber(reader)
  reader.expectWord('OUT', 'OF')
  const denominator = readWholeNumber(reader)
  if (reader.isWord('ON')) throw notSupported('TABLESAMPLE (BUCKET … ON …)', 'Spark has it not either: leave ON out.')
  return { kind: 'fraction', fraction: numerator / denominator }
}

function readWholeNumber(reader: TokenReader): number {
  const token = reader.peek()
  if (token.kind !== 'number' || !/^\d{1,18}$/.test(token.text)) throw reader.unexpected('a whole number')
  return Number(reader.next().text)
}
