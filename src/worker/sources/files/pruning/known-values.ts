/** What is known of the values of one column in a file, or in all files of a partition. What is undefined is not known. */
export interface KnownValues {
  readonly kind: KnownKind
  readonly min: KnownValue | undefined
  readonly max: KnownValue | undefined
  readonly hasNoNull: boolean
  /** Every row has NULL. */
  readonly isNull: boolean
  /** There may be NaN, which is more than any number and in no bound. */
  readonly mayBeNaN?: boolean
}

/** Types whose order we know to be that of the engine. Floats are not among them: a plan writes their literals as doubles. */
export type KnownKind = 'integer' | 'decimal' | 'double' | 'date' | 'timestamp' | 'string'

/**
 * Comparable with values of the same kind. `exact`: units of 10^-38 of an integer or a decimal, days or microseconds; `text`: compared by its bytes in UTF-8.
 */
export type KnownValue =
  | { readonly kind: 'exact'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'text'; readonly value: Buffer }

export function knownKind(sparkType: string): KnownKind | undefined {
  if (['tinyint', 'smallint', 'int', 'bigint'].includes(sparkType)) return 'integer'
  if (sparkType.startsWith('decimal(')) return 'decimal'
  return ['double', 'date', 'timestamp', 'string'].find((kind): kind is KnownKind => kind === sparkType)
}

/** Undefined: the text is no value of the kind, or one that we do not know to be written so only. */
export function knownValue(kind: KnownKind, text: string): KnownValue | undefined {
  switch (kind) {
    case 'integer':
    case 'decimal':
      return exact(exactNumber(text))
    case 'double': {
      const value = text === '' ? Number.NaN : Number(text)
      return Number.isFinite(value) ? { kind: 'double', value } : undefined
    }
    case 'date':
      return exact(days(text))
    case 'timestamp':
      return exact(microseconds(text))
    case 'string':
      return { kind: 'text', value: Buffer.from(text) }
  }
}

/** Less than 0: the first is less. Undefined: they are not of one kind. */
export function compareKnown(a: KnownValue, b: KnownValue): number | undefined {
  if (a.kind === 'exact' && b.kind === 'exact') return a.value < b.value ? -1 : a.value > b.value ? 1 : 0
  if (a.kind === 'double' && b.kind === 'double') return a.value < b.value ? -1 : a.value > b.value ? 1 : 0
  if (a.kind === 'text' && b.kind === 'text') return Buffer.compare(a.value, b.value)
  return undefined
}

const exact = (value: bigint | undefined): KnownValue | undefined => (value === undefined ? undefined : { kind: 'exact', value })

const SCALE = 38
const NUMBER = /^([+-]?)(\d{1,100})(?:\.(\d{0,100}))?(?:[eE]([+-]?\d{1,3}))?$/

function exactNumber(text: string): bigint | undefined {
  const found = NUMBER.exec(text)
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  const zeros = SCALE - fraction.length + Number(exponent)
  const digits = `${whole}${fraction}`
  if (zeros < 0 && !/^0*$/.test(digits.slice(zeros))) return undefined
  const value = zeros < 0 ? BigInt(digits.slice(0, zeros) || '0') : BigInt(digits) * 10n ** BigInt(zeros)
  return sign === '-' ? -value : value
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/
const DAY_MS = 86_400_000

function days(text: string): bigint | undefined {
  if (!DATE.test(text)) return undefined
  const moment = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(text)) return undefined
  return BigInt(Math.round(moment.getTime() / DAY_MS))
}

function microseconds(text: string): bigint | undefined {
  const found = TIMESTAMP.exec(text)
  if (found === null) return undefined
  const [, date = '', ...rest] = found
  const day = days(date)
  const [hour = 0, minute = 0, second = 0] = rest.slice(0, 3).map(Number)
  if (day === undefined || hour > 23 || minute > 59 || second > 59) return undefined
  return ((day * 24n + BigInt(hour)) * 3600n + BigInt(minute * 60 + second)) * 1_000_000n + BigInt((rest[3] ?? '').padEnd(6, '0'))
}
