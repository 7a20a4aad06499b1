import type { Bound } from '../../bound/bound.ts'
import type { ComparisonOperator } from '../../tree/query.ts'
import { isInteger } from '../../types/coercion.ts'

const LONG_MAX = 9_223_372_036_854_775_807n

/** What the comparison is printed as, and its value where the literal alone decides it. */
export interface WholeComparison {
  readonly name: string
  readonly value?: boolean
}

/**
 * An integer against a decimal literal, by order: Spark makes 1 > 0.5 the comparison 1 > 0, and true or false, even beside NULL, of one with
 * a literal that no BIGINT reaches (DecimalPrecision.scala).
 */
export function wholeComparison(operator: ComparisonOperator, left: Bound, right: Bound): WholeComparison | undefined {
  if (operator !== '<' && operator !== '<=' && operator !== '>' && operator !== '>=') return undefined
  const [before, after] = [decimalLiteral(left), decimalLiteral(right)]
  const isLess = operator.startsWith('<')
  const isStrict = operator.length === 1
  if (after !== undefined && isInteger(left.type)) {
    if (after.isBeyond !== undefined) return decided((after.isBeyond === 'above') === isLess)
    return { name: `(${left.name} ${operator} ${isLess === isStrict ? after.ceiling : after.floor})` }
  }
  if (before !== undefined && isInteger(right.type)) {
    if (before.isBeyond !== undefined) return decided((before.isBeyond === 'below') === isLess)
    return { name: `(${isLess === isStrict ? before.floor : before.ceiling} ${operator} ${right.name})` }
  }
  return undefined
}

const decided = (value: boolean): WholeComparison => ({ name: String(value), value })

interface DecimalLiteral {
  readonly floor: bigint
  readonly ceiling: bigint
  readonly isBeyond: 'above' | 'below' | undefined
}

function decimalLiteral({ type, constant }: Bound): DecimalLiteral | undefined {
  if (type.kind !== 'decimal' || constant?.kind !== 'number') return undefined
  const [whole = '0', fraction = ''] = constant.text.split('.')
  const cut = BigInt(whole)
  const hasFraction = /[1-9]/.test(fraction)
  const isNegative = constant.text.startsWith('-')
  const floor = hasFraction && isNegative ? cut - 1n : cut
  const ceiling = hasFraction && !isNegative ? cut + 1n : cut
  const isBeyond = ceiling > LONG_MAX ? 'above' : floor < -LONG_MAX - 1n ? 'below' : undefined
  return { floor, ceiling, isBeyond }
}
