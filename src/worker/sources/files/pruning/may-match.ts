import type { Literal, Predicate } from '../../../engine/predicate.ts'
import { compareKnown, type KnownKind, type KnownValue, type KnownValues, knownValue } from './known-values.ts'

/** Of a column by its index in the scan; undefined: nothing is known. */
export type ValuesOf = (column: number) => KnownValues | undefined

/** False: for no row that the values may be of is the predicate true. Whatever is not certain is true. */
export function mayMatch(predicate: Predicate, valuesOf: ValuesOf): boolean {
  switch (predicate.kind) {
    case 'unknown':
      return true
    case 'and':
      return predicate.children.every((child) => mayMatch(child, valuesOf))
    case 'or':
      return predicate.children.length === 0 || predicate.children.some((child) => mayMatch(child, valuesOf))
    case 'is-null': {
      const values = valuesOf(predicate.column)
      return values === undefined || !(predicate.negated ? values.isNull : values.hasNoNull)
    }
    // A condition that is not about NULL is not true for it.
    default: {
      const values = valuesOf(predicate.column)
      return values === undefined || (!values.isNull && mayHold(predicate, values))
    }
  }
}

type Condition = Extract<Predicate, { kind: 'comparison' | 'in' | 'between' | 'prefix' | 'truth' }>

function mayHold(condition: Condition, values: KnownValues): boolean {
  switch (condition.kind) {
    case 'comparison':
      return mayCompare(condition.operator, literalValue(values.kind, condition.literal), values)
    case 'in':
      return condition.literals.some((literal) => mayCompare('=', literalValue(values.kind, literal), values))
    case 'between':
      return (
        // NaN is not between numbers, nor below one.
        mayCompare('>=', literalValue(values.kind, condition.low), { ...values, mayBeNaN: false }) &&
        mayCompare('<=', literalValue(values.kind, condition.high), values)
      )
    case 'prefix':
      return mayBegin(Buffer.from(condition.prefix), values)
    case 'truth':
      return true
  }
}

function mayCompare(operator: string, literal: KnownValue | undefined, { min, max, mayBeNaN = false }: KnownValues): boolean {
  if (literal === undefined) return true
  const least = min === undefined ? undefined : compareKnown(min, literal)
  const most = max === undefined ? undefined : compareKnown(max, literal)
  switch (operator) {
    case '=':
      return (least ?? -1) <= 0 && (most ?? 1) >= 0
    case '<':
      return (least ?? -1) < 0
    case '<=':
      return (least ?? -1) <= 0
    case '>':
      return mayBeNaN || (most ?? 1) > 0
    case '>=':
      return mayBeNaN || (most ?? 1) >= 0
    default:
      return true
  }
}

function mayBegin(prefix: Buffer, { kind, min, max }: KnownValues): boolean {
  if (kind !== 'string') return true
  if (max?.kind === 'text' && Buffer.compare(max.value, prefix) < 0) return false
  return min?.kind !== 'text' || Buffer.compare(min.value.subarray(0, prefix.length), prefix) <= 0
}

/** A literal is taken only as it stands beside a column of its own kind: for the others the engine compares in a third type. */
function literalValue(kind: KnownKind, literal: Literal): KnownValue | undefined {
  switch (literal.kind) {
    case 'number':
      return kind === 'integer' || kind === 'decimal' || kind === 'double' ? knownValue(kind, literal.text) : undefined
    case 'text':
      return kind === 'string' ? knownValue(kind, literal.value) : undefined
    case 'date':
    case 'timestamp':
      return kind === literal.kind ? knownValue(kind, literal.text) : undefined
    case 'boolean':
      return undefined
  }
}
