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
  const written = pattern.constant?.kind === 'string' ? pattern.constant.value : undefined
  // As Spark, which looks for the escape character in what has become of the pattern. The engine's own ILIKE knows no letters that become several.
  const isLowered = operator === 'ILIKE'
  const subject = isLowered ? template`sp_lower(${value})` : value
  const wanted = likePattern(isLowered ? template`sp_lower(${like})` : like, isLowered ? written?.toLowerCase() : written, escapeCharacter)
  const sql = template`(${subject} LIKE ${wanted})`
  return compose([operand, pattern], { sql, type: BOOLEAN, name: shown })
}

/** The escape character stands before %, _ and itself only; in a pattern that is a value of the rows too, where it stops the job. `known`: a constant's text. */
function likePattern(pattern: Sql, known: string | undefined, escapeCharacter: string): Sql {
  const mark = escapeCharacter.replace(/[\\\]^-]/, '\\$&')
  const others = new RegExp(`[${mark}][${mark}%_]`, 'g')
  const wrong = (quoted: string): string => `${quoted}: the escape character stands before %, _ and itself only`
  if (known !== undefined) {
    if (known.replace(others, '').includes(escapeCharacter)) throw semanticError(wrong(`The pattern '${known}'`))
    return known.includes(escapeCharacter) ? escaped(pattern, escapeCharacter) : pattern
  }
  const plain = template`regexp_replace(${pattern}, ${quoteString(others.source)}, '', 'g')`
  const message = quoteString(wrong('A pattern of LIKE'))
  return escaped(
    template`(CASE WHEN contains(${plain}, ${quoteString(escapeCharacter)}) THEN error(${message}) ELSE ${pattern} END)`,
    escapeCharacter,
  )
}

/** The engine's escape character has one byte: in place of a longer one stands a backslash, before those that are in the pattern as well. */
function escaped(pattern: Sql, escapeCharacter: string): Sql {
  if (escapeCharacter < '\u0080') return template`${pattern} ESCAPE ${quoteString(escapeCharacter)}`
  const found = quoteString(`${escapeCharacter}([${escapeCharacter}%_])`)
  const doubled = template`replace(${pattern}, ${quoteString('\\')}, ${quoteString('\\\\')})`
  return template`regexp_replace(${doubled}, ${found}, ${quoteString('\\\\\\1')}, 'g') ESCAPE ${quoteString('\\')}`
}
