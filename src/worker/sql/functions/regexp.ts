/** Functions on regular expressions. */
import { type Bound, INT, STRING } from '../bound/bound.ts'
import { NULL_SQL, type Sql } from '../bound/sql.ts'
import { fragment, type Hole, joined, template, text } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { coerce, constantInteger, constantText, type ScalarFunction, type SqlFunction, scalar } from './function-record.ts'
import { castBound } from './operators/cast.ts'
import { bindMatch } from './operators/matching.ts'
import { type RegexpMatch, regexpMatch, regexpTest } from './operators/regexp-match.ts'
import { asText } from './operators/unify.ts'
import { regularExpressionTraits } from './regular-expression.ts'

const textOf = (value: Bound | undefined): Sql => (value === undefined ? NULL_SQL : asText(value, 'A regular expression').sql)

function matchOf(values: readonly Bound[], subject: Sql = textOf(values[0])) {
  const pattern = values[1]
  if (pattern === undefined) throw semanticError('A regular expression is missing')
  return regexpMatch(subject, pattern, textOf(pattern))
}

/** Of a pattern that is written in the statement; undefined where it cannot be seen. */
const groupCount = (pattern: Bound | undefined): number | undefined =>
  pattern?.constant?.kind === 'string' ? regularExpressionTraits(pattern.constant.value)?.groups : undefined

const GROUP_MAX = 9

/** The call for the group that is asked for, which for the engine is written in the statement: of one of the rows, one call for each group. */
function ofGroup(
  values: readonly Bound[],
  { subject, pattern: searched }: RegexpMatch,
  nothing: string,
  made: (group: number) => Sql,
): Sql {
  const [, pattern, value] = values
  const groups = groupCount(pattern)
  const wanted = value === undefined ? 1 : value.constant?.kind === 'number' ? Number(value.constant.text) : undefined
  // Java looks for the group where the expression is found, and only there.
  const missing = (group: number | string): Sql => {
    const message = `The group ${group} does not exist: the regular expression has ${groups ?? 'no such'} groups`
    return template`(CASE regexp_matches(${subject}, ${searched}) WHEN TRUE THEN error(${quoteString(message)}) WHEN FALSE THEN ${nothing} END)`
  }
  if (wanted !== undefined) {
    if (wanted < 0 || (groups !== undefined && wanted > groups)) return missing(wanted)
    if (wanted > GROUP_MAX) throw notSupported(`A group above ${GROUP_MAX} of a regular expression`)
    return groups !== undefined ? made(wanted) : template`sp_with_group(${textOf(pattern)}, ${wanted}, ${made(wanted)}, ${missing(wanted)})`
  }
  if (value === undefined || groups === undefined || groups > GROUP_MAX)
    throw notSupported('A group of a regular expression that is not written as a number')
  const group = coerce(value, 'int', 'a regular expression', 2).sql
  const calls = Array.from({ length: groups + 1 }, (_, index) => fragment` WHEN ${index} THEN ${made(index)}`)
  return template`(CASE ${group}${joined(calls, '')} ELSE CASE WHEN ${group} IS NOT NULL THEN ${missing('that a row asks for')} END END)`
}

const withGroup = (print: string) => ({
  print: (names: readonly string[]) => `${print}(${[...names, ...(names.length === 2 ? ['1'] : [])].join(', ')})`,
})

/** $1 of Java is \1 of the engine, and \ before a sign is that sign. */
function replacementOf(value: Bound | undefined, pattern: Bound | undefined): Sql {
  if (value?.constant?.kind !== 'string') return template`sp_replacement(${textOf(value)})`
  const groups = groupCount(pattern)
  const written = value.constant.value
  const made = written.replace(/\\([\s\S]?)|\$(?:(\d+)|\{[^}]*\}|)|[\s\S]/g, (sign, escaped?: string, digits?: string) => {
    const plain = (text: string): string => (text === '\\' ? '\\\\' : text)
    if (escaped !== undefined && sign.startsWith('\\')) {
      if (escaped === '')
        throw semanticError('A \\ at the end of the replacement of regexp_replace stands before nothing', 'Write \\\\ for one.')
      return plain(escaped)
    }
    if (!sign.startsWith('$')) return plain(sign)
    if (sign.startsWith('${')) throw notSupported('A group by its name in the replacement of regexp_replace', 'Write its number: $1.')
    if (digits === undefined)
      throw semanticError('A $ in the replacement of regexp_replace stands before the number of a group', 'Write \\$ for a dollar.')
    // As many digits as there are groups; the others stand for themselves.
    let length = 1
    while (groups !== undefined && length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length += 1
    const group = Number(digits.slice(0, length))
    if (group > GROUP_MAX) throw notSupported('A group above 9 in the replacement of regexp_replace')
    return `\\${group}${digits.slice(length)}`
  })
  return text(quoteString(made))
}

/** The greatest group that a written replacement names by a digit. */
const wantedGroup = (written: string): number =>
  Math.max(0, ...[...written.matchAll(/\\[\s\S]|\$(\d)/g)].map(([, digit]) => Number(digit ?? '0')))

const regexpReplace: ScalarFunction = {
  kind: 'scalar',
  names: ['regexp_replace'],
  argumentsMin: 3,
  argumentsMax: 4,
  emit: (values) => {
    const [source, pattern, replacement, position] = values
    const first = values.slice(0, 3).map((value) => value.name)
    const name = `regexp_replace(${[...first, position?.name ?? '1'].join(', ')})`
    const made = replacementOf(replacement, pattern)
    const replaced = (part: Sql): Sql => {
      const match = matchOf(values, part)
      refuseBothMatches(pattern, replacement)
      const groups = groupCount(pattern)
      const counted = template`sp_group_count(${textOf(pattern)})`
      if (replacement?.constant?.kind === 'string') {
        const wanted = wantedGroup(replacement.constant.value)
        if (wanted <= (groups ?? 0)) return template`regexp_replace(${match.subject}, ${match.pattern}, ${made}, 'g')`
        return template`sp_replaced(${match.subject}, ${match.pattern}, ${made}, ${wanted}, ${groups ?? counted})`
      }
      return template`sp_replaced(${match.subject}, ${match.pattern}, ${made}, sp_wanted_group(${textOf(replacement)}), ${groups ?? counted})`
    }
    const whole = textOf(source)
    const isNull = position?.constant?.kind === 'null'
    const written = position === undefined ? 1 : isNull ? undefined : constantInteger(position, 'The position of regexp_replace')
    if (written === 1 || position === undefined) return { sql: replaced(whole), type: STRING, name }
    if (written !== undefined && written < 1) throw semanticError('The position of regexp_replace counts from 1')
    const from = coerce(position, 'int', 'regexp_replace', 3).sql
    const behind = template`left(${whole}, ${from} - 1) || ${replaced(template`substring(${whole}, ${from})`)}`
    return {
      sql: template`(CASE sp_replaces_from(${whole}, ${from}) WHEN TRUE THEN ${behind} WHEN FALSE THEN ${whole} END)`,
      type: STRING,
      name,
    }
  },
}

const split: ScalarFunction = {
  kind: 'scalar',
  names: ['split'],
  argumentsMin: 2,
  argumentsMax: 3,
  emit: (values) => {
    const [operand, pattern, limit] = values
    const source = textOf(operand)
    const name = `split(${operand?.name}, ${pattern?.name}, ${limit?.name ?? '-1'})`
    const type = { kind: 'array', element: STRING } as const
    refuseEmptyMatch(pattern)
    const isOfCharacters = pattern?.constant?.kind === 'string' && pattern.constant.value === ''
    const match = matchOf(values)
    const all: Sql = isOfCharacters ? template`sp_split_characters(${source})` : template`sp_split(${match.subject}, ${match.pattern})`
    if (limit === undefined || (limit.constant?.kind === 'number' && Number(limit.constant.text) <= 0)) return { sql: all, type, name }
    constantText(pattern, 'The pattern of split with a limit')
    // The rest of the text stays together behind the last cut: behind the parts and the marks before it.
    const count = castBound(limit, INT).sql
    const marks: Hole = isOfCharacters ? text('CAST([] AS VARCHAR[])') : template`regexp_extract_all(${match.subject}, ${match.pattern})`
    const sql = template`(CASE WHEN ${source} IS NULL OR ${count} IS NULL THEN NULL WHEN ${count} <= 0 OR len(${all}) <= ${count} THEN ${all} ELSE sp_split_rest(${source}, ${all}, ${marks}, ${count}) END)`
    return { sql, type, name }
  },
}

/** Behind a match of some signs Java puts the replacement once more where the expression matches nothing there, and the engine does not. */
function refuseBothMatches(pattern: Bound | undefined, replacement: Bound | undefined): void {
  if (pattern?.constant?.kind !== 'string' || (replacement?.constant?.kind === 'string' && replacement.constant.value === '')) return
  const written = pattern.constant.value
  const traits = regularExpressionTraits(written)
  if (traits?.matchesNothing !== true || !traits.matchesSomething || traits.isAtStart) return
  throw notSupported(
    `regexp_replace of ${written}, which as a regular expression matches nothing at all, too`,
    'Write + in place of *: what is found then has a sign at least.',
  )
}

/** Java cuts between all characters where the pattern matches nothing, and the engine elsewhere. */
function refuseEmptyMatch(pattern: Bound | undefined): void {
  if (pattern?.constant?.kind !== 'string' || pattern.constant.value === '') return
  const written = pattern.constant.value
  if (regularExpressionTraits(written)?.matchesNothing === true)
    throw notSupported(`split by ${written}, which as a regular expression matches nothing at all`, "Write '\\\\|' to split by a bar.")
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
    (_sqls, values) => {
      const match = matchOf(values)
      const { subject, pattern } = match
      return ofGroup(values, match, "''", (group) => template`regexp_extract(${subject}, ${pattern}, ${group})`)
    },
    withGroup('regexp_extract'),
  ),
  scalar(
    'regexp_extract_all',
    ['string', 'string', 'int?'],
    'array<string>',
    (_sqls, values) => {
      const match = matchOf(values)
      const { subject, pattern } = match
      const found = (group: number): Sql =>
        template`list_transform(regexp_extract_all(${subject}, ${pattern}, ${group}), lambda e: coalesce(e, ''))`
      return ofGroup(values, match, 'CAST([] AS VARCHAR[])', found)
    },
    withGroup('regexp_extract_all'),
  ),
  scalar('regexp_count', ['string', 'string'], 'int', (_sqls, values) => {
    const { subject, pattern } = matchOf(values)
    return template`CAST(len(regexp_extract_all(${subject}, ${pattern})) AS INTEGER)`
  }),
  scalar('regexp_substr', ['string', 'string'], 'string', (_sqls, values) => {
    const { subject, pattern } = matchOf(values)
    return template`nullif(regexp_extract(${subject}, ${pattern}), '')`
  }),
]
