import { INTERVAL_FIELDS, type IntervalField } from '../../../base/spark-type.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import { totalOfSpan } from './interval-spans.ts'
import { type IntervalSum, isIntervalUnit, sumOfText } from './interval-text.ts'
import type { Token } from './lexer.ts'
import { readName } from './names.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

const fieldOf = (name: string): IntervalField | undefined => INTERVAL_FIELDS.find((field) => field === name)

/** Whether INTERVAL is next as the word before an amount: wherever an expression may begin it is no column, only a function's name. */
export const beginsInterval = (reader: TokenReader): boolean => reader.isWord('INTERVAL') && !reader.isSymbol('(', 1)

/** INTERVAL 1 day 2 hours · INTERVAL '1' day · INTERVAL -'1-2' YEAR TO MONTH · INTERVAL '1 day 2 hours' */
export function readInterval(reader: TokenReader): Expression {
  const first = reader.next()
  if (reader.peek().kind === 'string' && !beginsUnit(reader, 1)) return intervalOfText(reader, first, readSingleString(reader))
  if (!beginsAmount(reader)) throw reader.unexpected('an amount and its unit, as in INTERVAL 1 DAY')
  const texts: string[] = []
  do {
    const isText = reader.peek(reader.isSymbol('-') || reader.isSymbol('+') ? 1 : 0).kind === 'string'
    const amount = readAmount(reader)
    const unit = readName(reader).toLowerCase()
    if (reader.isWord('TO')) {
      if (texts.length > 0 || !isText) throw reader.semanticError(first, 'an interval with TO has one text and nothing else')
      reader.next()
      const to = readName(reader).toLowerCase()
      if (beginsAmount(reader)) throw reader.semanticError(first, 'an interval with TO has one text and nothing else')
      return spanned(reader, first, amount, unit, to)
    }
    if (isText && /\p{L}/u.test(amount)) throw reader.semanticError(first, `'${amount.slice(0, 40)}' is no number of ${unit.slice(0, 40)}`)
    texts.push(`${amount} ${unit}`)
  } while (beginsAmount(reader))
  return intervalOfText(reader, first, texts.join(' '))
}

/** An amount with its unit; anything else behind one ends the interval. */
function beginsAmount(reader: TokenReader): boolean {
  const amountAt = reader.isSymbol('-') || reader.isSymbol('+') ? 1 : 0
  const { kind } = reader.peek(amountAt)
  return (kind === 'string' || kind === 'number') && beginsUnit(reader, amountAt + 1)
}

const beginsUnit = (reader: TokenReader, ahead: number): boolean => {
  const { kind, text } = reader.peek(ahead)
  return (kind === 'word' || kind === 'quoted-name') && isIntervalUnit(text.replaceAll('`', ''))
}

/** Two signs, one before the text and one in it, are none. */
function readAmount(reader: TokenReader): string {
  const sign = reader.takeSymbol('-') ? '-' : ''
  if (sign === '') reader.takeSymbol('+')
  const token = reader.peek()
  if (token.kind === 'string') {
    const text = readSingleString(reader)
    return sign !== '' && text.startsWith('-') ? text.slice(1) : sign + text
  }
  if (!/^[0-9.]+$/.test(token.text)) throw reader.unexpected('the amount of an interval')
  reader.next()
  return sign + token.text
}

function spanned(reader: TokenReader, first: Token, text: string, fromName: string, toName: string): Expression {
  try {
    const total = totalOfSpan(text, fromName, toName)
    const [from, to] = [fieldOf(fromName), fieldOf(toName)]
    if (from === undefined || to === undefined) throw semanticError(`${fromName} TO ${toName} is no interval`)
    return { kind: 'interval', total, from, to }
  } catch (error) {
    throw reader.placed(error, first)
  }
}

/** '1 day 2 hours' as an interval of its largest to its smallest field. */
export function intervalOfText(reader: TokenReader, first: Token, text: string): Expression {
  try {
    return intervalOf(sumOfText(text), text)
  } catch (error) {
    throw reader.placed(error, first)
  }
}

function intervalOf({ months, microseconds, fields }: IntervalSum, text: string): Expression {
  const ordered = INTERVAL_FIELDS.filter((field) => fields.has(field))
  const [from, to] = [ordered[0], ordered.at(-1)]
  if (from === undefined || to === undefined) throw semanticError(`'${text}' is not an interval`)
  const isMonths = to === 'year' || to === 'month'
  if (!isMonths && (from === 'year' || from === 'month')) {
    throw semanticError(
      `The interval '${text.slice(0, 60)}' has both years or months and days or times`,
      'Add one interval after the other.',
    )
  }
  return { kind: 'interval', total: isMonths ? months : microseconds, from, to }
}
