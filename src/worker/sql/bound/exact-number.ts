import type { SparkType } from '../../../base/spark-type.ts'
import type { Sql } from './sql.ts'

/** A number whose value is that of arithmetic without limits: nothing is rounded, and nothing that has no room becomes NULL. */
export type ExactNumber =
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'value'; readonly sql: Sql; readonly type: SparkType }
  | {
      readonly kind: 'arithmetic'
      readonly operator: '+' | '-' | '*'
      readonly left: ExactNumber
      readonly right: ExactNumber
      readonly type: Extract<SparkType, { kind: 'decimal' }>
    }

const numbers = new WeakMap<Sql, ExactNumber>()

/** It belongs to the tree: whatever computes another value is no such number. */
export const exactNumber = (sql: Sql): ExactNumber | undefined => numbers.get(sql)

export function withExactNumber<T extends Sql>(sql: T, number: ExactNumber | undefined): T {
  if (number !== undefined) numbers.set(sql, number)
  return sql
}

/** An integer that no value of it exceeds, positive or negative; undefined for what is no exact number. */
export function magnitude(number: ExactNumber): bigint | undefined {
  switch (number.kind) {
    case 'constant':
      return BigInt(number.text.replace(/^[+-]/, '').replace(/\..*$/, '') || '0') + 1n
    case 'value':
      return magnitudeOfType(number.type)
    case 'arithmetic': {
      const [left, right] = [magnitude(number.left), magnitude(number.right)]
      if (left === undefined || right === undefined) return undefined
      return number.operator === '*' ? left * right : left + right
    }
  }
}

function magnitudeOfType(type: SparkType): bigint | undefined {
  switch (type.kind) {
    case 'tinyint':
      return 1n << 7n
    case 'smallint':
      return 1n << 15n
    case 'int':
      return 1n << 31n
    case 'bigint':
      return 1n << 63n
    case 'decimal':
      return 10n ** BigInt(type.precision - type.scale)
    default:
      return undefined
  }
}
