/** Functions on regular expressions. */
import { type Bound, INT, STRING } from '../../bound/bound.ts'
import { NULL_SQL, type Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { coerce, constantInteger, type ScalarFunction, type SqlFunction, scalar } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import type { EnginePattern } from '../operators/java-regexp.ts'
import { bindMatch } from '../operators/matching.ts'
import { foundBy, readByEngine, refuseForgottenGroup, regexpTest } from '../operators/regexp-match.ts'
import { asText } from '../operators/unify.ts'
import { regularExpressionTraits } from './regular-expression.ts'

/** A text that is an integer is one. */
function startOf(position: Bound): number {
  const written = position.constant?.kind === 'string' ? position.constant.value.trim() : ''
  return /^\d{1,9}$/.test(written) ? Number(written) : constantInteger(position, 'The position of regexp_replace')
}

const textOf = (value: Bound | undefined): Sql => (value === undefined ? NULL_SQL : asText(value, 'A regular expression').sql)
const traitsOf = (pattern: Bound | undefined) =>
  pattern?.constant?.kind === 'string' ? regularExpressionTraits(pattern.constant.value) : undefined

/** The engine has groups up to this one. */
const GROUP_MAX = 9

/** The pattern, where it is the engine's, and so is the group that is asked for. */
function readForGroup(pattern: Bound | undefined, wanted: number | undefined): EnginePattern | undefined {
  if (pattern === undefined) throw semanticError('A regular expression is missing')
  const read = readByEngine(pattern)
  const groups = traitsOf(pattern)?.groups
  return wanted !== undefined && groups !== undefined && wanted >= 0 && wanted <= Math.min(groups, GROUP_MAX) ? read : undefined
}

/** What is found of a group: group 1 where none is asked for. */
function ofGroup(values: readonly Bound[], byEngine: (pattern: Sql, group: number) => Sql, engine: string): Sql {
  const [source, pattern, value] = values
  const wanted = value === undefined ? 1 : value.constant?.kind === 'number' ? Number(value.constant.text) : undefined
  const group: Sql = value === undefined ? text("'1'") : template`CAST(${coerce(value, 'int', 'a regular expression', 2)} AS VARCHAR)`
  const byScript = template`${engine}(${textOf(source)}, ${textOf(pattern)}, ${group})`
  const read = readForGroup(pattern, wanted)
  if (read === undefined) refuseForgottenGroup(pattern, wanted)
  return foundBy(textOf(source), read, (written) => byEngine(written, wanted ?? 0), byScript)
}

const withGroup = (print: string) => ({
  print: (names: readonly string[]) => `${print}(${[...names, ...(names.length === 2 ? ['1'] : [])].join(', ')})`,
})

/** A replacement in the engine's signs: $1 is \1, and \ before a sign is that sign. Undefined for what it has not, or what is none. */
function engineReplacement(replacement: Bound | undefined, groups: number): string | undefined {
  if (replacement?.constant?.kind !== 'string') return undefined
  const { value } = replacement.constant
  const plain = (sign: string): string => (sign === '\\' ? '\\\\' : sign)
  let made = ''
  for (let at = 0; at < value.length; ) {
    const sign = value[at] ?? ''
    const digits = /^\$(\d+)/.exec(value.slice(at, at + 20))?.[1]
    if (sign === '\\') {
      if (at + 1 === value.length) return undefined
      made += plain(value[at + 1] ?? '')
      at += 2
    } else if (sign !== '$') {
      made += plain(sign)
      at += 1
    } else {
      if (digits === undefined) return undefined
      // As many digits as there are groups; the others stand for themselves.
      let length = 1
      while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length += 1
      const group = Number(digits.slice(0, length))
      if (group > Math.min(groups, GROUP_MAX)) return undefined
      made += `\\${group}`
      at += 1 + length
    }
  }
  return made
}

const regexpReplace: ScalarFunction = {
  kind: 'scalar',
  names: ['regexp_replace'],
  argumentsMin: 3,
  argumentsMax: 4,
  emit: (values) => {
    const [source, pattern, replacement, position] = values
    const first = values.slice(0, 3).map((value) => value.name)
    const name = `regexp_replace(${[...first, position?.name ?? '1'].join(', ')})`
    if (pattern === undefined) throw semanticError('A regular expression is missing')
    const isNull = position?.constant?.kind === 'null'
    const from = position === undefined || isNull ? 1 : startOf(position)
    if (from < 1) throw semanticError('The position of regexp_replace counts from 1')
    const subject = textOf(source)
    const place = isNull ? text('CAST(NULL AS VARCHAR)') : text(quoteString(String(from)))
    const byScript = template`fn_regexp_replace(${subject}, ${textOf(pattern)}, ${textOf(replacement)}, ${place})`
    const read = readByEngine(pattern)
    const traits = traitsOf(pattern)
    const written = traits === undefined || isNull || from > 1 ? undefined : engineReplacement(replacement, traits.groups)
    // Behind a match of some signs Java puts the replacement once more where the expression matches nothing there, and the engine does not.
    const isTwice = traits?.matchesNothing === true && traits.matchesSomething && !traits.isAtStart && written !== ''
    if (written === undefined || isTwice) return { sql: byScript, type: STRING, name }
    const sql = foundBy(subject, read, (engine) => template`regexp_replace(${subject}, ${engine}, ${quoteString(written)}, 'g')`, byScript)
    return { sql, type: STRING, name }
  },
}

const split: ScalarFunction = {
  kind: 'scalar',
  names: ['split'],
  argumentsMin: 2,
  argumentsMax: 3,
  emit: ([operand, pattern, limit]) => {
    const name = `split(${operand?.name}, ${pattern?.name}, ${limit?.name ?? '-1'})`
    return { sql: splitSql(textOf(operand), pattern, limit), type: { kind: 'array', element: STRING }, name }
  },
}

/** The parts of a text. */
export function splitSql(subject: Sql, pattern: Bound | undefined, limit: Bound | undefined): Sql {
  if (pattern === undefined) throw semanticError('A regular expression is missing')
  const count: Sql = limit === undefined ? text("'-1'") : template`CAST(${castBound(limit, INT)} AS VARCHAR)`
  const byScript = template`fn_regexp_split(${subject}, ${textOf(pattern)}, ${count})`
  const isOfAll = limit === undefined || (limit.constant?.kind === 'number' && Number(limit.constant.text) <= 0)
  const read = readByEngine(pattern)
  // Java cuts between all characters where the pattern matches nothing, and the engine elsewhere.
  const isEngines = isOfAll && traitsOf(pattern)?.matchesNothing === false
  return foundBy(subject, isEngines ? read : undefined, (written) => template`string_split_regex(${subject}, ${written})`, byScript)
}

/** The operators LIKE and ILIKE, called as functions: with a backslash as the sign that escapes. */
const likeFunction = (operator: 'LIKE' | 'ILIKE'): SqlFunction => ({
  kind: 'scalar',
  names: [operator.toLowerCase()],
  argumentsMin: 2,
  argumentsMax: 2,
  emit: ([value, ...patterns]) => {
    if (value === undefined) throw semanticError(`${operator} takes a text and a pattern`)
    return bindMatch({ operator, quantifier: 'one', escapeCharacter: '\\', isNegated: false }, value, patterns)
  },
})

export const REGEXP_FUNCTIONS: readonly SqlFunction[] = [
  regexpReplace,
  likeFunction('LIKE'),
  likeFunction('ILIKE'),
  split,
  scalar(
    'rlike regexp regexp_like',
    ['string', 'string'],
    'boolean',
    ([subject = NULL_SQL, sql = NULL_SQL], [, pattern]) => (pattern === undefined ? NULL_SQL : regexpTest(subject, pattern, sql)),
    { print: (names, called) => `${called.toUpperCase()}(${names.join(', ')})` },
  ),
  scalar(
    'regexp_extract',
    ['string', 'string', 'int?'],
    'string',
    ([subject], values) =>
      ofGroup(values, (pattern, group) => template`regexp_extract(${subject}, ${pattern}, ${group})`, 'fn_regexp_extract'),
    withGroup('regexp_extract'),
  ),
  scalar(
    'regexp_extract_all',
    ['string', 'string', 'int?'],
    'array<string>',
    ([subject], values) =>
      ofGroup(
        values,
        (pattern, group) => template`list_transform(regexp_extract_all(${subject}, ${pattern}, ${group}), lambda e: coalesce(e, ''))`,
        'fn_regexp_extract_all',
      ),
    withGroup('regexp_extract_all'),
  ),
  scalar('regexp_count', ['string', 'string'], 'int', "CAST(len(fn_regexp_extract_all($1, $2, '0')) AS INTEGER)"),
  scalar('regexp_substr', ['string', 'string'], 'string', "nullif(fn_regexp_extract($1, $2, '0'), '')"),
]
