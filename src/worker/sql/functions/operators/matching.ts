import { BOOLEAN, type Bound, compose, STRING } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported } from '../../syntax-error.ts'
import type { Expression } from '../../tree.ts'
import { castBound } from './cast.ts'

type Match = Extract<Expression, { kind: 'like' }>

/** LIKE and its kin, against one pattern or several. */
export function bindMatch(
  match: Pick<Match, 'operator' | 'quantifier' | 'escapeCharacter' | 'isNegated'>,
  operand: Bound,
  patterns: readonly Bound[],
): Bound {
  const negated = (test: Bound): Bound => compose([test], { sql: template`(NOT ${test})`, type: BOOLEAN, name: `(NOT ${test.name})` })
  const tests = patterns.map((pattern) => {
    const test = bindLike(match.operator, operand, pattern, match.escapeCharacter)
    return match.isNegated ? negated(test) : test
  })
  const [first] = tests
  if (match.quantifier === 'one' && first !== undefined) return first
  // NOT LIKE ANY: one of the patterns does not match; NOT LIKE ALL: none does.
  const name = `${match.isNegated ? 'not' : ''}${match.operator.toLowerCase()}${match.quantifier}(${operand.name})`
  const sql = template`(${joined(tests, match.quantifier === 'all' ? ' AND ' : ' OR ')})`
  return compose([operand, ...patterns], { sql, type: BOOLEAN, name })
}

function bindLike(operator: 'LIKE' | 'ILIKE' | 'RLIKE', operand: Bound, pattern: Bound, escapeCharacter: string): Bound {
  const [value, like] = [castBound(operand, STRING).sql, castBound(pattern, STRING).sql]
  if (operator === 'RLIKE')
    return compose([operand, pattern], {
      sql: template`regexp_matches(${value}, ${javaRegexp(pattern, like)})`,
      type: BOOLEAN,
      name: `RLIKE(${operand.name}, ${pattern.name})`,
    })
  const name = `${operand.name} ${operator} ${pattern.name}${escapeCharacter === '\\' ? '' : ` ESCAPE '${escapeCharacter}'`}`
  const shown = operator === 'ILIKE' ? `ilike(${operand.name}, ${pattern.name})` : name
  const hasEscape = pattern.constant?.kind !== 'string' || pattern.constant.value.includes(escapeCharacter)
  const sql = template`(${value} ${operator} ${like}${hasEscape ? ` ESCAPE ${quoteString(escapeCharacter)}` : ''})`
  return compose([operand, pattern], { sql, type: BOOLEAN, name: shown })
}

/** Java's regular expressions that the engine's (RE2) has not, or reads otherwise, are refused where they can be seen. */
export function javaRegexp(pattern: Bound, sql: Sql): Sql {
  if (pattern.constant?.kind !== 'string') return sql
  const written = pattern.constant.value
  if (/\(\?<?[=!]/.test(written)) throw notSupported('A look-around (?=…), (?!…), (?<=…) in a regular expression')
  if (/\\[1-9]/.test(written)) throw notSupported('A back reference (\\1) in a regular expression')
  if (/[*+?}]\+/.test(written)) throw notSupported('A possessive quantifier (*+, ++, ?+) in a regular expression')
  if (/&&/.test(written) && /\[/.test(written)) throw notSupported('A class intersection ([a-z&&[^b]]) in a regular expression')
  return sql
}
