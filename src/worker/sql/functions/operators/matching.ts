import { BOOLEAN, type Bound, compose } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import type { Expression } from '../../tree/query.ts'
import { regexpTest } from './regexp-match.ts'
import { asText } from './unify.ts'

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
  const isWritten = patterns.every(({ constant }) => constant?.kind === 'string')
  const subject = match.operator === 'ILIKE' ? `lower(${operand.name})` : operand.name
  const name = isWritten
    ? `${match.isNegated ? 'not' : ''}like${match.quantifier}(${subject})`
    : tests.map((test) => test.name).reduce((before, test) => `(${before} ${match.quantifier === 'all' ? 'AND' : 'OR'} ${test})`)
  const sql = template`(${joined(tests, match.quantifier === 'all' ? ' AND ' : ' OR ')})`
  return compose([operand, ...patterns], { sql, type: BOOLEAN, name })
}

function bindLike(operator: 'LIKE' | 'ILIKE' | 'RLIKE', operand: Bound, pattern: Bound, escapeCharacter: string): Bound {
  const [value, like] = [asText(operand, operator).sql, asText(pattern, operator).sql]
  if (operator === 'RLIKE')
    return compose([operand, pattern], {
      sql: regexpTest(value, pattern, like),
      type: BOOLEAN,
      name: `RLIKE(${operand.name}, ${pattern.name})`,
    })
  // Spark 3.3 does not print the escape character.
  const name = `${operand.name} ${operator} ${pattern.name}`
  const shown = operator === 'ILIKE' ? `ilike(${operand.name}, ${pattern.name})` : name
  const hasEscape = pattern.constant?.kind !== 'string' || pattern.constant.value.includes(escapeCharacter)
  const written = likePattern(pattern, like, escapeCharacter)
  // The engine's own ILIKE knows no letters that become several, or another one at the end of a word.
  const [subject, wanted] = operator === 'ILIKE' ? [template`sp_lower(${value})`, template`sp_lower(${written})`] : [value, written]
  const sql = template`(${subject} LIKE ${wanted}${hasEscape ? ` ESCAPE ${quoteString(escapeCharacter)}` : ''})`
  return compose([operand, pattern], { sql, type: BOOLEAN, name: shown })
}

/** The escape character stands before %, _ and itself only; in a pattern that is a value of the rows too, where it stops the job. */
function likePattern(pattern: Bound, sql: Sql, escapeCharacter: string): Sql {
  const mark = escapeCharacter.replace(/[\\\]^-]/, '\\$&')
  const others = new RegExp(`[${mark}][${mark}%_]`, 'g')
  const wrong = (quoted: string): string => `${quoted}: the escape character stands before %, _ and itself only`
  if (pattern.constant?.kind !== 'string') {
    const plain = template`regexp_replace(${sql}, ${quoteString(others.source)}, '', 'g')`
    const message = quoteString(wrong('A pattern of LIKE'))
    return template`(CASE WHEN contains(${plain}, ${quoteString(escapeCharacter)}) THEN error(${message}) ELSE ${sql} END)`
  }
  const { value } = pattern.constant
  if (value.replace(others, '').includes(escapeCharacter)) throw semanticError(wrong(`The pattern '${value}'`))
  return sql
}
