import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, IntervalPart } from '../tree.ts'
import { readSingleString } from './literals.ts'
import type { TokenReader } from './token-reader.ts'

const UNITS: ReadonlySet<string> = new Set<IntervalPart['unit']>([
  'year',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
])
const isUnit = (name: string): name is IntervalPart['unit'] => UNITS.has(name)

function intervalUnit(text: string): IntervalPart['unit'] {
  const name = text.toLowerCase()
  const singular = name.replace(/s$/, '')
  if (isUnit(name)) return name
  if (isUnit(singular)) return singular
  throw notSupported(`The interval unit ${text}`)
}

/** Whether INTERVAL is next as the word before an amount, and not a column's name. */
export function beginsInterval(reader: TokenReader): boolean {
  if (!reader.isWord('INTERVAL')) return false
  const amountAt = reader.isSymbol('-', 1) || reader.isSymbol('+', 1) ? 2 : 1
  const { kind } = reader.peek(amountAt)
  if (kind === 'string') return true
  // interval - 1 is a subtraction from a column.
  return kind === 'number' && (amountAt === 1 || beginsUnit(reader, amountAt + 1))
}

/** INTERVAL 1 day 2 hours · INTERVAL '1' day · INTERVAL '1-2' YEAR TO MONTH · INTERVAL '1 day 2 hours' */
export function readInterval(reader: TokenReader): Expression {
  const first = reader.peek()
  reader.expectWord('INTERVAL')
  if (reader.peek().kind === 'string' && !beginsUnit(reader, 1)) return intervalOfText(readSingleString(reader))
  const parts: IntervalPart[] = []
  do {
    const amount = readAmount(reader)
    const from = reader.next()
    if (from.kind !== 'word') throw semanticError(`${reader.textFrom(first)} is not an interval`)
    if (reader.isWord('TO')) {
      if (parts.length > 0) throw semanticError(`${reader.textFrom(first)} mixes two forms of interval`)
      reader.next()
      const to = reader.next()
      if (beginsAmount(reader)) throw semanticError(`${reader.textFrom(first)} … has more than one part`)
      return { kind: 'interval', parts: intervalOfSpan(amount, `${from.text} to ${to.text}`.toLowerCase()) }
    }
    parts.push({ amount, unit: intervalUnit(from.text) })
  } while (beginsAmount(reader))
  return { kind: 'interval', parts }
}

/** Another amount with its unit; an alias, an operator or another clause ends the interval. */
function beginsAmount(reader: TokenReader): boolean {
  const amountAt = reader.isSymbol('-') || reader.isSymbol('+') ? 1 : 0
  const { kind } = reader.peek(amountAt)
  return (kind === 'number' || kind === 'string') && beginsUnit(reader, amountAt + 1)
}

function beginsUnit(reader: TokenReader, ahead: number): boolean {
  const unit = reader.peek(ahead).word.toLowerCase()
  return isUnit(unit) || isUnit(unit.replace(/s$/, ''))
}

function readAmount(reader: TokenReader): string {
  const sign = reader.takeSymbol('-') ? '-' : ''
  if (sign === '') reader.takeSymbol('+')
  if (reader.peek().kind === 'string') return sign + readSingleString(reader).trim()
  const token = reader.peek()
  if (token.kind !== 'number' || !/^[0-9.]+$/.test(token.text)) throw reader.unexpected('the amount of an interval')
  reader.next()
  return sign + token.text
}

/** '1-2' year to month; '3 04:05:06.7' day to second and its shorter forms. */
function intervalOfSpan(text: string, span: string): readonly IntervalPart[] {
  const isNegative = text.startsWith('-')
  const body = text.replace(/^[+-]/, '')
  const shapes: Readonly<Record<string, readonly [RegExp, readonly IntervalPart['unit'][]]>> = {
    'year to month': [/^(\d+)-(\d+)$/, ['year', 'month']],
    'day to hour': [/^(\d+) (\d+)$/, ['day', 'hour']],
    'day to minute': [/^(\d+) (\d+):(\d+)$/, ['day', 'hour', 'minute']],
    'day to second': [/^(\d+) (\d+):(\d+):(\d+(?:\.\d+)?)$/, ['day', 'hour', 'minute', 'second']],
    'hour to minute': [/^(\d+):(\d+)$/, ['hour', 'minute']],
    'hour to second': [/^(\d+):(\d+):(\d+(?:\.\d+)?)$/, ['hour', 'minute', 'second']],
    'minute to second': [/^(\d+):(\d+(?:\.\d+)?)$/, ['minute', 'second']],
  }
  const shape = Object.hasOwn(shapes, span) ? shapes[span] : undefined
  const match = shape?.[0].exec(body)
  if (shape === undefined || match == null) throw semanticError(`'${text}' is not an interval ${span}`)
  return shape[1].map((unit, index) => ({ unit, amount: (isNegative ? '-' : '') + (match[index + 1] ?? '0') }))
}

/** INTERVAL '1 day 2 hours' */
export function intervalOfText(text: string): Expression {
  const parts = [...text.matchAll(/\s*([+-]?\d+(?:\.\d+)?)\s+([a-zA-Z]+)\s*/gy)]
  if (parts.length === 0 || parts.map((p) => p[0]).join('') !== text) throw semanticError(`'${text}' is not an interval`)
  return { kind: 'interval', parts: parts.map((p) => ({ amount: p[1] ?? '0', unit: intervalUnit(p[2] ?? '') })) }
}
