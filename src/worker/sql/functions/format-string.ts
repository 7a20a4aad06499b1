/** format_string and printf: what Java's Formatter makes of a format that is written in the statement. */
import { lookup } from '../../../base/lookup.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { type Bound, STRING } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { joined, template, text } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { isInteger } from '../types/coercion.ts'
import { constantText, type ScalarFunction, type SqlFunction } from './function-record.ts'
import { castBound } from './operators/cast.ts'

interface Directive {
  readonly written: string
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly conversion: string
}

const DIRECTIVE = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/y

/** A number with more digits than this behind its point is refused: it is computed with 38 in all. */
const PRECISION_MAX = 17
const WIDTH_MAX = 10_000

const BITS: Readonly<Record<string, number>> = lookup({ tinyint: 8, smallint: 16, int: 32, bigint: 64 })

const formatString: ScalarFunction = {
  kind: 'scalar',
  names: ['format_string', 'printf'],
  argumentsMin: 1,
  argumentsMax: 10_000,
  emit: ([format, ...values], call) => {
    if (format?.constant?.kind === 'null') return { sql: text('CAST(NULL AS VARCHAR)'), type: STRING }
    const pieces = formatted(constantText(format, `The format of ${call.name}`), values)
    // Not a chain of ||: of constants the engine folds every link by itself. No piece is NULL.
    return { sql: pieces.length === 0 ? text("''") : template`concat(${joined(pieces, ', ')})`, type: STRING }
  },
}

function formatted(format: string, values: readonly Bound[]): readonly Sql[] {
  const pieces: Sql[] = []
  let [ordinary, last] = [0, -1]
  for (let at = 0; at < format.length; ) {
    const sign = format.indexOf('%', at)
    if (sign < 0) {
      pieces.push(text(quoteString(format.slice(at))))
      break
    }
    if (sign > at) pieces.push(text(quoteString(format.slice(at, sign))))
    DIRECTIVE.lastIndex = sign
    const match = DIRECTIVE.exec(format)
    if (match === null)
      throw semanticError(`'${format.slice(sign, sign + 10)}' is no directive of a format`, 'Write %% for a percent sign.')
    const [written, index, same, flags = '', width = '0', precision, conversion = ''] = match
    at = sign + written.length
    if (written === '%%' || written === '%n') {
      pieces.push(text(conversion === '%' ? "'%'" : 'chr(10)'))
      continue
    }
    const place = same === undefined ? (index === undefined ? ordinary++ : Number(index) - 1) : last
    last = place
    const value = values[place]
    if (value === undefined) throw semanticError(`The format has no value for ${written}`)
    if (Number(width) > WIDTH_MAX) throw notSupported(`${written} of a format: a width of more than ${WIDTH_MAX}`)
    const digits = precision === undefined ? undefined : Number(precision)
    pieces.push(directive({ written, flags, width: Number(width), precision: digits, conversion }, value))
  }
  return pieces
}

function directive(directive: Directive, value: Bound): Sql {
  const { conversion, flags, width } = directive
  const kind = conversion.toLowerCase()
  refuseFlags(directive)
  const isUpper = conversion !== kind
  const made = converted({ ...directive, conversion: kind }, value)
  const cased = isUpper ? template`upper(${made})` : made
  return width === 0 ? cased : template`sp_width(${cased}, ${width}, ${flags.includes('-') ? 'TRUE' : 'FALSE'})`
}

const FLAGS: Readonly<Record<string, string>> = lookup({ s: '-', b: '-', c: '-', h: '-', d: '-+ 0,(', x: '-0', o: '-0', f: '-+ 0,(' })

function refuseFlags({ written, flags, width, conversion }: Directive): void {
  const taken = FLAGS[conversion.toLowerCase()]
  const isUpper = conversion !== conversion.toLowerCase()
  if (taken === undefined || (isUpper && !['S', 'B', 'C', 'X', 'H'].includes(conversion)))
    throw notSupported(`${written} of a format`, 'There are %s, %d, %x, %o, %c, %b, %h, %f, %n and %%.')
  const other = [...flags].find((flag) => !taken.includes(flag))
  if (other !== undefined) throw notSupported(`The flag '${other}' in ${written} of a format`)
  const isTwice = new Set(flags).size !== flags.length
  const isContrary = (flags.includes('-') && flags.includes('0')) || (flags.includes('+') && flags.includes(' '))
  if (isTwice || isContrary || ((flags.includes('-') || flags.includes('0')) && width === 0))
    throw semanticError(`${written} of a format has flags that do not go together, or no width`)
}

function converted({ written, flags, width, precision, conversion }: Directive, value: Bound): Sql {
  const mismatch = (): Error =>
    semanticError(`${written} of a format does not take ${value.name}, which is ${sparkTypeName(value.type)}`, 'Cast it.')
  const isNothing = value.type.kind === 'void'
  const cut = (whole: Sql): Sql => (precision === undefined ? whole : template`left(${whole}, ${precision})`)
  if (isNothing) return cut(text(conversion === 'b' ? "'false'" : "'null'"))
  const orNull = (whole: Sql): Sql => template`coalesce(${whole}, 'null')`
  switch (conversion) {
    case 's':
      return cut(orNull(plainText(value, written)))
    case 'b':
      return cut(
        value.type.kind === 'boolean'
          ? template`CASE WHEN ${value} THEN 'true' ELSE 'false' END`
          : template`CASE WHEN ${value} IS NULL THEN 'false' ELSE 'true' END`,
      )
    case 'h':
      return cut(orNull(template`sp_hex_digits(${javaHash(value, written)}, 8)`))
    case 'c':
      if (!isInteger(value.type) || value.type.kind === 'bigint' || precision !== undefined) throw mismatch()
      return orNull(template`chr(CAST(${value} AS INTEGER))`)
    case 'f':
      if (value.type.kind !== 'double' && value.type.kind !== 'float') throw mismatch()
      return fraction(value, flags, width, precision, written)
  }
  if (!isInteger(value.type) || precision !== undefined) throw mismatch()
  const bits = BITS[value.type.kind] ?? 64
  const padding = flags.includes('0') ? width : 0
  if (conversion === 'x') return orNull(template`sp_zeros(sp_hex_digits(${value}, ${bits / 4}), ${padding})`)
  if (conversion === 'o') return orNull(template`sp_zeros(sp_octal_digits(${value}, ${bits}), ${padding})`)
  const digits = template`CAST(abs(CAST(${value} AS HUGEINT)) AS VARCHAR)`
  return orNull(signed(digits, template`${value} < 0`, flags, padding))
}

/** Java's hashCode of the value that Spark has inside. */
function javaHash(value: Bound, written: string): Sql {
  const ofLong = (bits: Sql): Sql => template`sp_wrap_int(xor(${bits}, ${bits} >> 32))`
  switch (value.type.kind) {
    case 'string':
      return template`sp_signed_word(sp_hash_bytes(encode(${value}), CAST(42 AS UBIGINT)))`
    case 'boolean':
      return template`CASE ${value} WHEN TRUE THEN 1231 WHEN FALSE THEN 1237 END`
    case 'tinyint':
    case 'smallint':
    case 'int':
      return value.sql
    case 'date':
      return template`CAST(epoch(${value}) AS BIGINT) // 86400`
    case 'bigint':
      return ofLong(value.sql)
    case 'timestamp':
      return ofLong(template`epoch_us(${value})`)
    case 'double':
      return ofLong(template`sp_double_bits(${value})`)
    case 'float':
      return template`sp_float_bits(${value})`
    default:
      throw notSupported(`${written} of a value of type ${sparkTypeName(value.type)} in a format`, 'Write CAST(… AS string).')
  }
}

/** A value as Java has it inside: a date is its day, a timestamp its microsecond. */
function plainText(value: Bound, written: string): Sql {
  const { kind }: SparkType = value.type
  if (kind === 'date') return template`CAST(CAST(epoch(${value}) AS BIGINT) // 86400 AS VARCHAR)`
  if (kind === 'timestamp') return template`CAST(epoch_us(${value}) AS VARCHAR)`
  if (kind === 'array' || kind === 'map' || kind === 'struct' || kind === 'binary' || kind === 'interval')
    throw notSupported(`${written} of a value of type ${sparkTypeName(value.type)} in a format`, 'Write CAST(… AS string).')
  return castBound(value, STRING).sql
}

function signed(digits: Sql, isNegative: Sql, flags: string, padding: number): Sql {
  const grouped = flags.includes(',') ? template`sp_grouped(${digits})` : digits
  const [before, behind] = flags.includes('(') ? ["'('", "')'"] : ["'-'", "''"]
  const plus = flags.includes('+') ? "'+'" : flags.includes(' ') ? "' '" : "''"
  return template`sp_signed(${grouped}, ${isNegative}, ${before}, ${behind}, ${plus}, ${padding})`
}

/** Rounded half up by the shortest digits of the number, as Java's Formatter does, and not by its exact value. */
function fraction(value: Bound, flags: string, width: number, wanted: number | undefined, written: string): Sql {
  const precision = wanted ?? 6
  // As of any other text Java takes so many characters of it.
  const nothing = quoteString('null'.slice(0, wanted))
  if (precision > PRECISION_MAX) throw notSupported(`${written} of a format: more than ${PRECISION_MAX} digits behind the point`)
  const number = template`CAST(${value} AS DOUBLE)`
  const type = `DECIMAL(38,${precision})`
  const rounded = template`TRY_CAST(ltrim(CAST(${number} AS VARCHAR), '-') AS ${type})`
  const tooBig = quoteString('format_string: the number has too many digits for its directive')
  const digits = template`sp_decimal_text(coalesce(${rounded}, CAST(error(${tooBig}) AS ${type})))`
  const isNegative = template`starts_with(CAST(${number} AS VARCHAR), '-')`
  const finite = signed(digits, isNegative, flags, flags.includes('0') ? width : 0)
  const plus = flags.includes('+') ? "'+'" : flags.includes(' ') ? "' '" : "''"
  const minus = flags.includes('(') ? "'(Infinity)'" : "'-Infinity'"
  return template`CASE WHEN ${value} IS NULL THEN ${nothing} WHEN isnan(${number}) THEN 'NaN' WHEN isinf(${number}) THEN CASE WHEN ${number} > 0 THEN ${plus} || 'Infinity' ELSE ${minus} END ELSE ${finite} END`
}

export const FORMAT_FUNCTIONS: readonly SqlFunction[] = [formatString]
