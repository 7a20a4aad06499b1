import type { ArithmeticOperator, Expression } from '../tree/query.ts'

/** The value of whole numbers and their sums, differences and products, as they are written; undefined for anything else. */
export function foldedInteger(expression: Expression): bigint | undefined {
  switch (expression.kind) {
    case 'number':
      return /^-?\d{1,38}$/.test(expression.text) && !NOT_WHOLE.has(expression.type) ? BigInt(expression.text) : undefined
    case 'sign': {
      const operand = foldedInteger(expression.operand)
      if (operand === undefined || expression.operator === '~') return undefined
      return expression.operator === '-' ? -operand : operand
    }
    case 'arithmetic': {
      const [left, right] = [foldedInteger(expression.left), foldedInteger(expression.right)]
      if (left === undefined || right === undefined) return undefined
      const value = computedInteger(expression.operator, left, right)
      // Beyond 64 bits Spark computes otherwise.
      return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined
    }
    default:
      return undefined
  }
}

const NOT_WHOLE: ReadonlySet<string> = new Set(['decimal', 'exponent', 'float', 'double', 'big-decimal'])

/** A sum, a difference or a product, of any length. */
export function computedInteger(operator: ArithmeticOperator, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    default:
      return undefined
  }
}
