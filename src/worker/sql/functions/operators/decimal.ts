import type { SparkType } from '../../../../base/spark-type.ts'
import { type Bound, DOUBLE } from '../../bound/bound.ts'
import { template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { adjustedDecimal, decimalOf, isInteger } from '../../types/coercion.ts'
import { castBound } from './cast.ts'
import type { Made } from './made.ts'

export type DecimalType = Extract<SparkType, { kind: 'decimal' }>

/** Precision, scale and rounding of decimal arithmetic as in Spark (DecimalPrecision.scala). */
export function decimalArithmetic(operator: '+' | '-' | '*' | '/' | '%', a: Bound, b: Bound): Made {
  const left = literalDecimal(a) ?? decimalOf(a.type)
  const right = literalDecimal(b) ?? decimalOf(b.type)
  if (left === undefined || right === undefined) return { sql: text('CAST(NULL AS DOUBLE)'), type: DOUBLE }
  const [x, y] = [castBound(a, left).sql, castBound(b, right).sql]
  const type = decimalResult(operator, left, right)
  const engine = engineType(type)
  if (operator === '/') {
    const quotient = template`sp_divide(sp_units(${x}, ${left.scale}, ${left.scale}), sp_units(${y}, ${right.scale}, ${right.scale}), ${type.scale + right.scale - left.scale})`
    return { sql: template`TRY_CAST(sp_from_units(${quotient}, ${type.scale}) AS ${engine})`, type }
  }
  if (operator === '%') {
    const scale = Math.max(left.scale, right.scale)
    const remainder = template`(sp_units(${x}, ${left.scale}, ${scale}) % nullif(sp_units(${y}, ${right.scale}, ${scale}), 0))`
    return { sql: template`TRY_CAST(sp_from_units(${remainder}, ${scale}) AS ${engine})`, type }
  }
  if (operator === '*') {
    if (left.precision + right.precision <= 38) return { sql: template`CAST(${x} * ${y} AS ${engine})`, type }
    const product = template`(sp_units(${x}, ${left.scale}, ${left.scale}) * sp_units(${y}, ${right.scale}, ${right.scale}))`
    return { sql: template`TRY_CAST(sp_from_units(${product}, ${left.scale + right.scale}) AS ${engine})`, type }
  }
  const exact = Math.max(left.precision - left.scale, right.precision - right.scale) + Math.max(left.scale, right.scale) + 1
  if (exact <= 38) return { sql: template`CAST(${x} ${operator} ${y} AS ${engine})`, type }
  const scale = Math.max(left.scale, right.scale)
  const sum = template`(sp_units(${x}, ${left.scale}, ${scale}) ${operator} sp_units(${y}, ${right.scale}, ${scale}))`
  return { sql: template`TRY_CAST(sp_from_units(${sum}, ${scale}) AS ${engine})`, type }
}

/** An integer literal beside a decimal has as many digits as are written. */
function literalDecimal(bound: Bound): DecimalType | undefined {
  if (bound.constant?.kind !== 'number' || !isInteger(bound.type)) return undefined
  return { kind: 'decimal', precision: Math.max(bound.constant.text.replace(/^-/, '').length, 1), scale: 0 }
}

function decimalResult(operator: '+' | '-' | '*' | '/' | '%', a: DecimalType, b: DecimalType): DecimalType {
  switch (operator) {
    case '+':
    case '-': {
      const scale = Math.max(a.scale, b.scale)
      return adjustedDecimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
    }
    case '*':
      return adjustedDecimal(a.precision + b.precision + 1, a.scale + b.scale)
    case '/': {
      const scale = Math.max(6, a.scale + b.precision + 1)
      return adjustedDecimal(a.precision - a.scale + b.scale + scale, scale)
    }
    case '%': {
      const scale = Math.max(a.scale, b.scale)
      return adjustedDecimal(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale)
    }
  }
}
