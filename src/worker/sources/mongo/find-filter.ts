import { type Document, Long, ObjectId } from 'bson'
import { parseSparkType, type SparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { Literal, Predicate } from '../../engine/predicate.ts'

const LONGS = [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n] as const

/** A name in a filter or a projection is a path, or an operator. */
export const isPlainName = (name: string): boolean => name !== '' && !name.includes('.') && !name.startsWith('$') && !name.includes('\0')

/** What of a server's conditions depends on its version. */
export interface FilterRules {
  /** Null is equal to a value of the old type undefined, which is read as NULL. */
  readonly nullIsUndefined: boolean
}

/**
 * What of a condition is asked of MongoDB: the documents that it leaves are at least those of which the condition holds, whatever types their values have. Undefined:
 * nothing.
 */
export function findFilter(predicate: Predicate, columns: readonly Column[], rules: FilterRules): Document | undefined {
  switch (predicate.kind) {
    case 'unknown':
      return undefined
    case 'and': {
      const asked = predicate.children.map((child) => findFilter(child, columns, rules)).filter((one) => one !== undefined)
      return asked.length === 0 ? undefined : asked.length === 1 ? asked[0] : { $and: asked }
    }
    case 'or': {
      const asked = predicate.children.map((child) => findFilter(child, columns, rules))
      return asked.length === 0 || asked.includes(undefined) ? undefined : { $or: asked }
    }
    default: {
      const column = columns[predicate.column]
      if (column === undefined || !isPlainName(column.name)) return undefined
      const type = parseSparkType(column.type)
      if (predicate.kind === 'is-null') return predicate.negated ? isThere(column.name, type) : isMissing(column.name, rules)
      const condition = conditionOf(predicate, type)
      return condition === undefined ? undefined : { [column.name]: condition }
    }
  }
}

/** A list that has a null in it is equal to null there. */
const isThere = (name: string, { kind }: SparkType): Document =>
  kind === 'array' || kind === 'string'
    ? { $or: [{ [name]: { $ne: null } }, { [`${name}.0`]: { $exists: true } }] }
    : { [name]: { $ne: null } }

/** As BSON numbers it: drivers make null of it now. */
const UNDEFINED = 6

/** What is not there is NULL, too. */
const isMissing = (name: string, { nullIsUndefined }: FilterRules): Document =>
  nullIsUndefined ? { [name]: { $eq: null } } : { $or: [{ [name]: { $eq: null } }, { [name]: { $type: UNDEFINED } }] }

type Condition = Exclude<Predicate, { kind: 'unknown' | 'and' | 'or' | 'is-null' }>

function conditionOf(condition: Condition, type: SparkType): unknown {
  switch (condition.kind) {
    case 'truth':
      return { $eq: condition.value }
    case 'in': {
      const values = condition.literals.map((literal) => valuesOf(literal, type))
      return values.includes(undefined) ? undefined : { $in: values.flatMap((some) => some ?? []) }
    }
    case 'between':
      return merged(rangeOf('>=', condition.low, type), rangeOf('<=', condition.high, type))
    case 'prefix':
      return undefined
    case 'comparison': {
      if (condition.operator === '<>') return undefined
      if (condition.operator !== '=') return rangeOf(condition.operator, condition.literal, type)
      const values = valuesOf(condition.literal, type)
      if (values !== undefined) return { $in: values }
      return merged(rangeOf('>=', condition.literal, type), rangeOf('<=', condition.literal, type))
    }
  }
}

const merged = (one: Document | undefined, other: Document | undefined): Document | undefined =>
  one === undefined || other === undefined ? undefined : { ...one, ...other }

/** The values that are read as one; a number is equal to those of every other type of numbers. */
function valuesOf(literal: Literal, type: SparkType): readonly unknown[] | undefined {
  switch (literal.kind) {
    case 'number':
      return isWhole(type) ? longOf(literal.text) : undefined
    case 'text':
      if (type.kind !== 'string' || isOther(literal.value)) return undefined
      return ObjectId.isValid(literal.value) && /^[0-9a-f]{24}$/.test(literal.value)
        ? [literal.value, ObjectId.createFromHexString(literal.value)]
        : [literal.value]
    default:
      return undefined
  }
}

/** The text of a value that is no text there: a number, a document, a list. */
function isOther(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return /^-?(?:NaN|Infinity)$/.test(text)
  }
}

/** Of whole numbers and times, which have an order there that is that of here. A time there has milliseconds. */
function rangeOf(operator: '<' | '<=' | '>' | '>=', literal: Literal, type: SparkType): Document | undefined {
  if (isWhole(type) && literal.kind === 'number') {
    const [value] = longOf(literal.text) ?? []
    return value === undefined ? undefined : { [OPERATORS[operator]]: value }
  }
  if ((type.kind !== 'timestamp' && type.kind !== 'date') || literal.kind !== type.kind) return undefined
  const [, day, time = '00:00:00', fraction = ''] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?$/.exec(literal.text) ?? []
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`)
  if (Number.isNaN(ms)) return undefined
  const room = type.kind === 'date' ? 86_400_000 : 1
  return operator.startsWith('>') ? { $gte: new Date(ms) } : { $lt: new Date(ms + room) }
}

const OPERATORS = { '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' } as const

const isWhole = ({ kind }: SparkType): boolean => kind === 'tinyint' || kind === 'smallint' || kind === 'int' || kind === 'bigint'

function longOf(text: string): readonly Long[] | undefined {
  if (!/^-?\d{1,20}$/.test(text)) return undefined
  const value = BigInt(text)
  return value < LONGS[0] || value > LONGS[1] ? undefined : [Long.fromBigInt(value)]
}
