import type { Expression } from '../tree/query.ts'

/** About how much a number is that is written in the statement, by literals and their arithmetic; undefined for anything else. */
export function foldedNumber(expression: Expression): number | undefined {
  switch (expression.kind) {
    case 'number':
      return Number(expression.text)
    case 'string':
      return textNumber(expression.value)
    case 'sign': {
      const operand = foldedNumber(expression.operand)
      if (operand === undefined || expression.operator === '~') return undefined
      return expression.operator === '-' ? -operand : operand
    }
    case 'cast': {
      const operand = foldedNumber(expression.operand)
      if (operand === undefined) return undefined
      if (expression.type.kind === 'double' || expression.type.kind === 'float' || expression.type.kind === 'decimal') return operand
      return WHOLE.has(expression.type.kind) ? Math.trunc(operand) : undefined
    }
    case 'arithmetic': {
      const [left, right] = [foldedNumber(expression.left), foldedNumber(expression.right)]
      if (left === undefined || right === undefined) return undefined
      return computed(expression.operator, left, right)
    }
    default:
      return undefined
  }
}

const WHOLE: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'int', 'bigint'])

/** As a cast to double reads it, but for forms that nobody writes. */
function textNumber(written: string): number | undefined {
  const text = written.trim().toLowerCase()
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(text)) return Number(text)
  if (/^\+?inf(?:inity)?$/.test(text)) return Number.POSITIVE_INFINITY
  return text === 'nan' ? Number.NaN : undefined
}

function computed(operator: Extract<Expression, { kind: 'arithmetic' }>['operator'], left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? undefined : left / right
    default:
      return undefined
  }
}
