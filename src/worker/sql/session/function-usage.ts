import type { SqlFunction } from '../functions/function-record.ts'

/** Operators that Spark describes like functions. */
const USAGES: ReadonlyMap<string, string> = new Map([
  ...['%', '&', '*', '+', '-', '/', '<', '<=', '<=>', '=', '==', '>', '>=', '^', '|', '||', '!=', '<>', 'and', 'or', 'div'].map(
    (name) => [name, `expr1 ${name.toUpperCase()} expr2`] as const,
  ),
  ...['like', 'ilike', 'rlike', 'regexp'].map((name) => [name, `text ${name.toUpperCase()} pattern`] as const),
  ['!', '! expr'],
  ['~', '~ expr'],
  ['not', 'NOT expr'],
  ['in', 'expr1 IN (expr2, expr3, …)'],
  ['between', 'expr1 [NOT] BETWEEN expr2 AND expr3'],
  ['case', 'CASE [expr1] WHEN expr2 THEN expr3 [WHEN …] [ELSE expr4] END'],
  ['when', 'CASE WHEN expr1 THEN expr2 [WHEN …] [ELSE expr3] END'],
])

export const OPERATORS: readonly string[] = [...USAGES.keys()]

export const operatorUsage = (name: string): string | undefined => USAGES.get(name)

const KINDS: Readonly<Record<SqlFunction['kind'], string>> = {
  scalar: 'gives one value for each row',
  'higher-order': 'gives one value for each row, and takes lambda functions',
  aggregate: 'gives one value for a group of rows, and may stand before OVER',
  window: 'gives one value for each row of a window, and stands before OVER',
  generator: 'gives rows, and stands in the select list or in LATERAL VIEW',
}

/** From this many on a function takes any number. */
const MANY = 10_000
const SHOWN_ARGUMENTS_MAX = 12

export function functionUsage(name: string, record: SqlFunction, isExtended: boolean): readonly string[] {
  const others = record.names.filter((one) => one !== name)
  return [
    `Function: ${name}`,
    `Usage: ${name}(${argumentsText(record)}) - ${KINDS[record.kind]}.`,
    ...(isExtended && others.length > 0 ? [`Also called: ${others.join(', ')}`] : []),
  ]
}

function argumentsText({ argumentsMin, argumentsMax }: SqlFunction): string {
  const isMany = argumentsMax >= MANY || argumentsMax > SHOWN_ARGUMENTS_MAX
  const shown = Math.max(argumentsMin, isMany ? argumentsMin : argumentsMax)
  const list = Array.from({ length: Math.min(shown, SHOWN_ARGUMENTS_MAX) }, (_, index) => `expr${index + 1}`)
  const required = list.slice(0, argumentsMin).join(', ')
  const optional = list.slice(argumentsMin)
  const nested = optional.reduceRight((rest, one, index) => `[${index === 0 && required === '' ? '' : ', '}${one}${rest}]`, '')
  return `${required}${nested}${isMany ? (required === '' ? '[expr1, …]' : '[, …]') : ''}`
}
