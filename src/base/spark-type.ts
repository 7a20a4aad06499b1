import { CausewayError } from './errors.ts'
import { lookup } from './lookup.ts'
import { quotedName } from './sql-text/quoted.ts'

/** Types without parameters, by the name Spark SQL prints. `void` is the type of NULL alone. */
const SIMPLE_TYPE_KINDS = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp',
  'void',
] as const
export type SimpleTypeKind = (typeof SIMPLE_TYPE_KINDS)[number]

interface StructField {
  readonly name: string
  readonly type: SparkType
}

/** The type of a value. A column that is declared char(n) or varchar(n) holds strings (DeclaredType). */
export type SparkType =
  | { readonly kind: SimpleTypeKind }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly element: SparkType }
  | { readonly kind: 'map'; readonly key: SparkType; readonly value: SparkType }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] }
  /** Of years and months, or of days and times: never of both. In expressions and results only: no table has such a column. */
  | IntervalType
  /** Months, days and microseconds side by side, as make_interval makes them. In expressions and results only. */
  | { readonly kind: 'calendar-interval' }

/** From the largest to the smallest. */
export const INTERVAL_FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
export type IntervalField = (typeof INTERVAL_FIELDS)[number]
export interface IntervalType {
  readonly kind: 'interval'
  /** The largest and the smallest field. */
  readonly from: IntervalField
  readonly to: IntervalField
}

interface DeclaredField {
  readonly name: string
  readonly type: DeclaredType
}

/** The type that a table's column is declared with: char(n) and varchar(n) say how long the strings may be that are written into it. */
export type DeclaredType =
  | SparkType
  | { readonly kind: 'char' | 'varchar'; readonly length: number }
  | { readonly kind: 'array'; readonly element: DeclaredType }
  | { readonly kind: 'map'; readonly key: DeclaredType; readonly value: DeclaredType }
  | { readonly kind: 'struct'; readonly fields: readonly DeclaredField[] }

const DECIMAL_PRECISION_MAX = 38
const DEPTH_MAX = 32

const ALIASES: Readonly<Record<string, SimpleTypeKind>> = lookup({
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  real: 'float',
  timestamp_ltz: 'timestamp',
  null: 'void',
})

/** YEAR TO MONTH, and from DAY, HOUR or MINUTE to a smaller one of HOUR, MINUTE and SECOND. */
function isIntervalRange(from: IntervalField, to: IntervalField): boolean {
  const [first, last] = [INTERVAL_FIELDS.indexOf(from), INTERVAL_FIELDS.indexOf(to)]
  return first < last && (from === 'year' ? to === 'month' : first >= INTERVAL_FIELDS.indexOf('day'))
}

export const isMonths = (type: IntervalType): boolean => type.from === 'year' || type.from === 'month'

const isSimpleKind = (name: string): name is SimpleTypeKind => SIMPLE_TYPE_KINDS.some((kind) => kind === name)

/**
 * A Spark SQL type name ('int', 'decimal(10,2)', 'array<struct<a:int,`b c`:string>>', in any case) as a typed tree.
 * Throws sql-semantics for a name that is no type.
 */
export const parseSparkType = (text: string): SparkType => valueType(parseDeclaredType(text))

/** As parseSparkType, and char(n) and varchar(n) keep their lengths. */
export function parseDeclaredType(text: string): DeclaredType {
  const reader = new TypeReader(text)
  const type = reader.type(0)
  reader.end()
  return type
}

/** The same of what is kept, to be shown: what is no type, whoever has written it, spoils nothing that stands beside it. Undefined: it is none. */
export function keptType(text: string): DeclaredType | undefined {
  try {
    return parseDeclaredType(text)
  } catch (error) {
    if (error instanceof CausewayError) return undefined
    throw error
  }
}

/** The type of the values that a column so declared has. */
export function valueType(type: DeclaredType): SparkType {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return { kind: 'string' }
    case 'array':
      return { kind: 'array', element: valueType(type.element) }
    case 'map':
      return { kind: 'map', key: valueType(type.key), value: valueType(type.value) }
    case 'struct':
      return { kind: 'struct', fields: type.fields.map((field) => ({ name: field.name, type: valueType(field.type) })) }
    default:
      return type
  }
}

/** The type's name as Spark SQL writes it; parseSparkType and parseDeclaredType read it back. */
export const sparkTypeName = (type: DeclaredType): string => typeName(type, fieldName)

/** The type's name as DESCRIBE and typeof show it: the names of fields as they are, so that nothing reads it back. */
export const shownTypeName = (type: DeclaredType): string => typeName(type, (name) => name)

function typeName(type: DeclaredType, nameOf: (field: string) => string): string {
  switch (type.kind) {
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.length})`
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'array':
      return `array<${typeName(type.element, nameOf)}>`
    case 'map':
      return `map<${typeName(type.key, nameOf)},${typeName(type.value, nameOf)}>`
    case 'struct':
      return `struct<${type.fields.map((f) => `${nameOf(f.name)}:${typeName(f.type, nameOf)}`).join(',')}>`
    case 'interval':
      return type.from === type.to ? `interval ${type.from}` : `interval ${type.from} to ${type.to}`
    case 'calendar-interval':
      return 'interval'
    default:
      return type.kind
  }
}

export function sameSparkType(a: SparkType, b: SparkType): boolean {
  return sparkTypeName(a).toLowerCase() === sparkTypeName(b).toLowerCase()
}

/**
 * Spark's StructType JSON of these columns, as a job's `detail` shows it:
 * {"type":"struct","fields":[{"name":"id","type":"integer","nullable":true,"metadata":{}}]}.
 */
export function structTypeJson(columns: readonly { readonly name: string; readonly type: string; readonly comment?: string }[]): string {
  const fields = columns.map((c) => ({
    name: c.name,
    type: jsonType(parseSparkType(c.type)),
    nullable: true,
    metadata: c.comment === undefined ? {} : { comment: c.comment },
  }))
  return JSON.stringify({ type: 'struct', fields })
}

type JsonType =
  | string
  | { readonly type: 'array'; readonly elementType: JsonType; readonly containsNull: true }
  | { readonly type: 'map'; readonly keyType: JsonType; readonly valueType: JsonType; readonly valueContainsNull: true }
  | { readonly type: 'struct'; readonly fields: readonly { readonly name: string; readonly type: JsonType; readonly nullable: true }[] }

const JSON_NAMES: Readonly<Partial<Record<SimpleTypeKind, string>>> = {
  tinyint: 'byte',
  smallint: 'short',
  int: 'integer',
  bigint: 'long',
}

function jsonType(type: SparkType): JsonType {
  switch (type.kind) {
    case 'decimal':
    case 'interval':
    case 'calendar-interval':
      return sparkTypeName(type)
    case 'array':
      return { type: 'array', elementType: jsonType(type.element), containsNull: true }
    case 'map':
      return { type: 'map', keyType: jsonType(type.key), valueType: jsonType(type.value), valueContainsNull: true }
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map((f) => ({ name: f.name, type: jsonType(f.type), nullable: true, metadata: {} })),
      }
    default:
      return JSON_NAMES[type.kind] ?? type.kind
  }
}

export const fieldName = (name: string): string => (/^[A-Za-z0-9_]+$/.test(name) ? name : quotedName(name))

const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
const WORD_SIGN = /[\p{L}\p{N}_$]/u
const SPACE = /\s/
const OF_WORDS = ASCII.map((sign) => WORD_SIGN.test(sign))
const SPACES = ASCII.map((sign) => SPACE.test(sign))

/** Nearly every sign is one of ASCII, and a type may have a hundred thousand. NaN, behind the end, is none. */
const isOfWord = (code: number): boolean => OF_WORDS[code] ?? (code > 127 && WORD_SIGN.test(String.fromCharCode(code)))
const isSpace = (code: number): boolean => SPACES[code] ?? (code > 127 && SPACE.test(String.fromCharCode(code)))

class TypeReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  type(depth: number): DeclaredType {
    if (depth > DEPTH_MAX) throw this.#error(`types may be nested ${DEPTH_MAX} deep`)
    const name = this.#word().toLowerCase()
    switch (name) {
      case 'array':
        return this.#between('<', '>', () => ({ kind: 'array', element: this.type(depth + 1) }))
      case 'map':
        return this.#between('<', '>', () => {
          const key = this.type(depth + 1)
          this.#expect(',')
          return { kind: 'map', key, value: this.type(depth + 1) }
        })
      case 'struct':
        return this.#between('<', '>', () => ({ kind: 'struct', fields: this.#fields(depth + 1) }))
      case 'decimal':
      case 'dec':
      case 'numeric':
        return this.#decimal()
      case 'varchar':
      case 'char':
      case 'character':
        return this.#between('(', ')', () => ({ kind: name === 'varchar' ? 'varchar' : 'char', length: this.#number() }))
      case 'interval':
        return this.#interval()
    }
    const kind = ALIASES[name] ?? name
    if (!isSimpleKind(kind))
      throw this.#error(name === this.#text.toLowerCase() ? undefined : `${name === '' ? 'nothing' : name} is not a type`)
    return { kind }
  }

  end(): void {
    this.#skip()
    if (this.#at < this.#text.length) throw this.#error(`"${this.#text.slice(this.#at, this.#at + 20)}" is left over`)
  }

  #decimal(): DeclaredType {
    this.#skip()
    if (this.#text[this.#at] !== '(') return { kind: 'decimal', precision: 10, scale: 0 }
    return this.#between('(', ')', () => {
      const precision = this.#number()
      const scale = this.#accept(',') ? this.#number() : 0
      if (precision < 1 || precision > DECIMAL_PRECISION_MAX || scale > precision)
        throw this.#error(`decimal has 1 to ${DECIMAL_PRECISION_MAX} digits and a scale of at most as many`)
      return { kind: 'decimal', precision, scale }
    })
  }

  #interval(): SparkType {
    const from = this.#intervalField()
    if (from === undefined) return { kind: 'calendar-interval' }
    const at = this.#at
    if (this.#word().toLowerCase() !== 'to') {
      this.#at = at
      return { kind: 'interval', from, to: from }
    }
    const to = this.#intervalField()
    if (to === undefined || !isIntervalRange(from, to)) throw this.#error('this interval is not a type')
    return { kind: 'interval', from, to }
  }

  #intervalField(): IntervalField | undefined {
    const at = this.#at
    const word = this.#word().toLowerCase()
    const field = INTERVAL_FIELDS.find((name) => name === word)
    if (field === undefined) this.#at = at
    return field
  }

  #fields(depth: number): readonly DeclaredField[] {
    const fields: DeclaredField[] = []
    this.#skip()
    if (this.#text[this.#at] === '>') return fields
    do {
      const name = this.#name()
      this.#accept(':')
      fields.push({ name, type: this.type(depth) })
      this.#skipRemarks()
    } while (this.#accept(','))
    return fields
  }

  /** NOT NULL and COMMENT '…': no part of the type that we keep. */
  #skipRemarks(): void {
    this.#skip()
    // What begins neither is none: to look at each field of a large type by the expression took most of the time.
    if (!/[nc]/i.test(this.#text[this.#at] ?? '')) return
    const remark = /^\s*(?:not\s+null\b)?\s*(?:comment\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))?/i.exec(this.#text.slice(this.#at))
    this.#at += remark?.[0].length ?? 0
  }

  #between(open: string, close: string, read: () => DeclaredType): DeclaredType {
    this.#expect(open)
    const type = read()
    this.#expect(close)
    return type
  }

  #name(): string {
    this.#skip()
    if (this.#text[this.#at] !== '`') {
      const name = this.#word()
      if (name === '') throw this.#error('a field has no name')
      return name
    }
    let name = ''
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      if (this.#text[this.#at] === '`') {
        if (this.#text[this.#at + 1] !== '`') {
          this.#at++
          return name
        }
        this.#at++
      }
      name += this.#text[this.#at]
    }
    throw this.#error('a ` is not closed')
  }

  #word(): string {
    this.#skip()
    const start = this.#at
    while (isOfWord(this.#text.charCodeAt(this.#at))) this.#at++
    return this.#text.slice(start, this.#at)
  }

  #number(): number {
    const word = this.#word()
    if (!/^\d{1,9}$/.test(word)) throw this.#error(`${word === '' ? 'nothing' : word} is not a number`)
    return Number(word)
  }

  #accept(sign: string): boolean {
    this.#skip()
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #expect(sign: string): void {
    if (!this.#accept(sign)) throw this.#error(`"${sign}" is missing`)
  }

  #skip(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++
  }

  /** Without a reason: the text is one name, and no type's. */
  #error(reason?: string): CausewayError {
    const shown = this.#text.length > 100 ? `${this.#text.slice(0, 100)}…` : this.#text
    return new CausewayError('sql-semantics', `"${shown}" is not a data type${reason === undefined ? '' : `: ${reason}`}`, {
      hint: 'Types are boolean, tinyint, smallint, int, bigint, float, double, decimal(p,s), string, binary, date, timestamp, array<…>, map<…,…>, struct<…>.',
    })
  }
}
