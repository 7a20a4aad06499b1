import { BOOLEAN, type Bound, compose, STRING } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
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
      sql: template`regexp_matches(${value}, ${javaTest(pattern, like)})`,
      type: BOOLEAN,
      name: `RLIKE(${operand.name}, ${pattern.name})`,
    })
  // Spark 3.3 does not print the escape character.
  const name = `${operand.name} ${operator} ${pattern.name}`
  const shown = operator === 'ILIKE' ? `ilike(${operand.name}, ${pattern.name})` : name
  const hasEscape = pattern.constant?.kind !== 'string' || pattern.constant.value.includes(escapeCharacter)
  const sql = template`(${value} ${operator} ${likePattern(pattern, like, escapeCharacter)}${hasEscape ? ` ESCAPE ${quoteString(escapeCharacter)}` : ''})`
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

/** Java's regular expressions that the engine's (RE2) has not, or reads otherwise, are refused where they can be seen. */
export function javaRegexp(pattern: Bound, sql: Sql): Sql {
  if (pattern.constant?.kind !== 'string') return sql
  const written = pattern.constant.value
  if (/\(\?<?[=!]/.test(written)) throw notSupported('A look-around (?=…), (?!…), (?<=…) in a regular expression')
  if (/\\[1-9]/.test(written)) throw notSupported('A back reference (\\1) in a regular expression')
  if (/[*+?}]\+/.test(written)) throw notSupported('A possessive quantifier (*+, ++, ?+) in a regular expression')
  if (/&&/.test(written) && /\[/.test(written)) throw notSupported('A class intersection ([a-z&&[^b]]) in a regular expression')
  if (/\[\[:\w+:\]/.test(written)) throw notSupported('A class such as [[:alpha:]] in a regular expression', 'Write \\p{Alpha}.')
  const read = withJavaClasses(written)
  return read === written ? sql : text(quoteString(read))
}

/** \p{Alpha} of Java is [:alpha:] of the engine, inside of a class or by itself. */
function withJavaClasses(pattern: string): string {
  let isInClass = false
  return pattern.replace(
    /\\p\{(Lower|Upper|Alpha|Digit|Alnum|Punct|Graph|Print|Blank|Cntrl|XDigit|Space)\}|\\[\s\S]|[[\]]/g,
    (sign, name?: string) => {
      if (name !== undefined) return isInClass ? `[:${name.toLowerCase()}:]` : `[[:${name.toLowerCase()}:]]`
      if (sign === '[') isInClass = true
      if (sign === ']') isInClass = false
      return sign
    },
  )
}

/** As javaRegexp, where only whether it matches is asked: $ of Java stands before a last line break, too. */
export function javaTest(pattern: Bound, sql: Sql): Sql {
  const read = javaRegexp(pattern, sql)
  if (pattern.constant?.kind !== 'string' || !/\$(?:$|[)|])/.test(pattern.constant.value)) return read
  let isInClass = false
  const written = withJavaClasses(pattern.constant.value)
  const test = written.replace(/\\[\s\S]|[[\]]|\$(?=$|[)|])/g, (sign) => {
    if (sign === '$' && !isInClass) return String.raw`(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])?$`
    if (sign === '[') isInClass = true
    if (sign === ']') isInClass = false
    return sign
  })
  return text(quoteString(test))
}
