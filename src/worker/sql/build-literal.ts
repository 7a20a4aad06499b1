import type {
  ConstantContext,
  IntervalContext,
  IntervalValueContext,
  NumberContext,
  StringLitContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { notSupported, semanticError } from './syntax-error.ts'
import type { Expression, IntervalPart, NumberType } from './tree.ts'

export function buildConstant(context: ConstantContext): Expression {
  const number = context.number()
  if (number !== null) return buildNumber(number)
  const strings = context.stringLit()
  const literalType = context.literalType()
  if (literalType !== null) return buildTypedLiteral(literalType.getText().toLowerCase(), stringText(first(strings)))
  if (strings.length > 0) return { kind: 'string', value: joinedText(strings) }
  const boolean = context.booleanValue()
  if (boolean !== null) return { kind: 'boolean', value: boolean.KW_TRUE() !== null }
  const interval = context.interval()
  if (interval !== null) return buildInterval(interval)
  if (context.KW_NULL() !== null) return { kind: 'null' }
  throw notSupported(`The parameter ${context.getText()}`, 'Write the value into the statement.')
}

function buildNumber(context: NumberContext): Expression {
  const text = context.getText()
  const kinds: readonly (readonly [unknown, NumberType, number])[] = [
    [context.INTEGER_VALUE(), 'integer', 0],
    [context.DECIMAL_VALUE(), 'decimal', 0],
    [context.EXPONENT_VALUE(), 'exponent', 0],
    [context.BIGINT_LITERAL(), 'bigint', 1],
    [context.SMALLINT_LITERAL(), 'smallint', 1],
    [context.TINYINT_LITERAL(), 'tinyint', 1],
    [context.DOUBLE_LITERAL(), 'double', 1],
    [context.FLOAT_LITERAL(), 'float', 1],
    [context.BIGDECIMAL_LITERAL(), 'big-decimal', 2],
  ]
  const kind = kinds.find(([token]) => token !== null)
  if (kind === undefined) throw notSupported(`The number ${text}`)
  const [, type, suffixLength] = kind
  return { kind: 'number', type, text: suffixLength === 0 ? text : text.slice(0, -suffixLength) }
}

function buildTypedLiteral(type: string, value: string): Expression {
  switch (type) {
    case 'date':
      return { kind: 'typed-literal', type: 'date', value }
    case 'timestamp':
    case 'timestamp_ltz':
      return { kind: 'typed-literal', type: 'timestamp', value }
    case 'x':
      if (!/^[0-9a-fA-F]*$/.test(value)) throw semanticError(`X'${value.slice(0, 40)}' is not a hexadecimal literal`)
      return { kind: 'typed-literal', type: 'binary', value: value.length % 2 === 0 ? value : `0${value}` }
    case 'interval':
      return { kind: 'interval', parts: intervalOfText(value) }
    default:
      throw notSupported(`The literal type ${type}`)
  }
}

/** Adjacent literals are one string; 'it''s' has a quote in it, as in Spark 4. */
function joinedText(strings: readonly StringLitContext[]): string {
  let text = ''
  let previousStop = -2
  for (const string of strings) {
    const start = string.start?.start ?? 0
    if (start === previousStop + 1) text += "'"
    text += stringText(string)
    previousStop = string.stop?.stop ?? -2
  }
  return text
}

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\u001A', '%': '\\%', _: '\\_' }

/** The text of a string literal: quotes off, escapes resolved as Spark does. */
export function stringText(context: StringLitContext): string {
  const raw = context.getText()
  if (raw[0] === 'r' || raw[0] === 'R') return raw.slice(2, -1)
  const body = raw.slice(1, -1)
  return body.replaceAll(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-1][0-7]{2})|([\s\S]))/g, (_all, short, long, octal, other) => {
    if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16))
    if (long !== undefined) return codePoint(Number.parseInt(long, 16))
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    return ESCAPES[other] ?? other
  })
}

function codePoint(code: number): string {
  if (code > 0x10_ffff) throw semanticError(`\\U${code.toString(16)} is not a Unicode character`)
  return String.fromCodePoint(code)
}

const UNITS: Readonly<Record<string, IntervalPart['unit']>> = {
  year: 'year',
  month: 'month',
  week: 'week',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  millisecond: 'millisecond',
  microsecond: 'microsecond',
}

function intervalUnit(text: string): IntervalPart['unit'] {
  const name = text.toLowerCase()
  const unit = UNITS[name] ?? UNITS[name.replace(/s$/, '')]
  if (unit === undefined) throw notSupported(`The interval unit ${text}`)
  return unit
}

function buildInterval(context: IntervalContext): Expression {
  const multi = context.errorCapturingMultiUnitsInterval()
  if (multi !== null) {
    if (multi.unitToUnitInterval() !== null) throw semanticError(`INTERVAL ${multi.getText()} mixes two forms of interval`)
    const body = multi.multiUnitsInterval()
    const units = body.unitInMultiUnits()
    const parts = body.intervalValue().map((value, index): IntervalPart => {
      const unit = units[index]
      if (unit === undefined) throw semanticError('An interval value has no unit')
      return { amount: intervalAmount(value), unit: intervalUnit(unit.getText()) }
    })
    return { kind: 'interval', parts }
  }
  const spans = context.errorCapturingUnitToUnitInterval()
  const body = spans?._body
  if (spans == null || body === undefined || spans.multiUnitsInterval() !== null)
    throw semanticError(`${context.getText()} is not an interval`)
  const units = body.unitInUnitToUnit().map((unit) => unit.getText().toLowerCase())
  return { kind: 'interval', parts: intervalOfSpan(intervalAmount(body.intervalValue()), units.join(' to ')) }
}

function intervalAmount(context: IntervalValueContext): string {
  const string = context.stringLit()
  const sign = context.MINUS() === null ? '' : '-'
  return sign + (string === null ? context.getText().replace(/^[+-]/, '') : stringText(string).trim())
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
  const shape = shapes[span]
  const match = shape?.[0].exec(body)
  if (shape === undefined || match == null) throw semanticError(`'${text}' is not an interval ${span}`)
  return shape[1].map((unit, index) => ({ unit, amount: (isNegative ? '-' : '') + (match[index + 1] ?? '0') }))
}

/** INTERVAL '1 day 2 hours' */
function intervalOfText(text: string): readonly IntervalPart[] {
  const parts = [...text.matchAll(/\s*([+-]?\d+(?:\.\d+)?)\s+([a-zA-Z]+)\s*/gy)]
  if (parts.length === 0 || parts.map((p) => p[0]).join('') !== text) throw semanticError(`'${text}' is not an interval`)
  return parts.map((p) => ({ amount: p[1] ?? '0', unit: intervalUnit(p[2] ?? '') }))
}

const first = (strings: readonly StringLitContext[]): StringLitContext => {
  const [string] = strings
  if (string === undefined || strings.length > 1) throw semanticError('A typed literal has one string')
  return string
}
