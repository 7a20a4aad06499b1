import { BOOLEAN, type Bound, compose, literal, VOID } from '../../bound/bound.ts'
import { earlyOf, withEarly } from '../../bound/early.ts'
import type { Sql } from '../../bound/sql.ts'
import { commuting, fragment, joined, template, text } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { bindComparison } from './comparison.ts'
import { asBoolean, unified } from './unify.ts'

export function bindNot(operand: Bound): Bound {
  const condition = asBoolean(operand, 'NOT')
  return compose([operand], { sql: template`(NOT ${condition})`, type: BOOLEAN, name: `(NOT ${operand.name})` })
}

/** The column of a FULL JOIN with USING: of whichever side has one. */
export const eitherOf = (left: Sql, right: Sql): Sql => template`coalesce(${left}, ${right})`

/** Conditions that all hold. */
export const allOf = (conditions: readonly Sql[]): Sql => template`${joined(conditions, ' AND ')}`

/** The same, to stand in any place. */
export const bracketed = (conditions: readonly Sql[]): Sql => template`(${allOf(conditions)})`

export function bindLogic(operator: 'AND' | 'OR', operands: readonly Bound[]): Bound {
  const conditions = operands.map((operand) => asBoolean(operand, operator))
  const name = conditions.map((condition) => condition.name).reduce((left, right) => `(${left} ${operator} ${right})`)
  const bound = compose(conditions, { sql: commuting(operator, template`(${joined(conditions, ` ${operator} `)})`), type: BOOLEAN, name })
  return conditions.some((condition) => earlyOf(condition) === undefined) ? bound : withEarly(bound, BOOLEAN)
}

export function bindBetween(operand: Bound, low: Bound, high: Bound, isNegated: boolean): Bound {
  const from = bindComparison('>=', operand, low)
  const to = bindComparison('<=', operand, high)
  const name = `(${from.name} AND ${to.name})`
  const sql = template`(${from.sql} AND ${to.sql})`
  return compose([operand, low, high], {
    sql: isNegated ? template`(NOT ${sql})` : sql,
    type: BOOLEAN,
    name: isNegated ? `(NOT ${name})` : name,
  })
}

export function bindIs(operand: Bound, test: 'null' | 'true' | 'false' | 'unknown', isNegated: boolean): Bound {
  if (test === 'null' || test === 'unknown') {
    const word = isNegated ? 'IS NOT NULL' : 'IS NULL'
    const printed = test === 'unknown' && operand.constant?.kind === 'boolean' ? word.replace('NULL', 'UNKNOWN') : word
    const bound = compose([operand], { sql: template`(${operand.sql} ${word})`, type: BOOLEAN, name: `(${operand.name} ${printed})` })
    return earlyOf(operand) === undefined ? bound : withEarly(bound, BOOLEAN)
  }
  const same = bindComparison('<=>', operand, literal(text(test.toUpperCase()), BOOLEAN, test, { kind: 'boolean', value: test === 'true' }))
  return isNegated ? bindNot(same) : same
}

/** A comparison that CASE takes in, and does not keep by itself: so its operand is one value for all branches. */
function isOperand(operand: Bound, when: Bound): Bound {
  const test = bindComparison('=', operand, when)
  return test.sql.kind === 'template' ? { ...test, sql: { ...test.sql, commutes: undefined } } : test
}

/** otherwise is undefined where there is no ELSE; operand where the branches are conditions. */
export function bindCase(
  operand: Bound | undefined,
  cases: readonly { readonly when: Bound; readonly result: Bound }[],
  otherwise: Bound | undefined,
): Bound {
  const whens = cases.map(({ when }) => when)
  if (operand === undefined && whens.some((when) => when.type.kind === 'void'))
    throw semanticError('WHEN takes a condition; NULL is none', 'Write CAST(NULL AS BOOLEAN).')
  const conditions = whens.map((when) => (operand === undefined ? asBoolean(when, 'WHEN') : isOperand(operand, when)))
  const results = [...cases.map(({ result }) => result), ...(otherwise === undefined ? [] : [otherwise])]
  const { type, values } = unified(results, 'CASE')
  const branches = conditions.map((condition, index) => ({ condition, result: values[index], printed: results[index] }))
  const elseValue = otherwise === undefined ? undefined : values.at(-1)
  const written = joined(
    branches.map(({ condition, result }) => fragment` WHEN ${condition} THEN ${result}`),
    '',
  )
  const printedWhens = branches.map(({ condition, printed }) => ` WHEN ${condition.name} THEN ${printed?.name ?? 'NULL'}`).join('')
  const operands = operand === undefined ? conditions : [operand, ...whens]
  return compose([...operands, ...results], {
    sql: template`(CASE${written}${elseValue === undefined ? '' : fragment` ELSE ${elseValue}`} END)`,
    type: type.kind === 'void' ? VOID : type,
    name: `CASE${printedWhens}${otherwise === undefined ? '' : ` ELSE ${otherwise.name}`} END`,
  })
}
