/** str_to_map: pairs of texts, taken apart by two regular expressions. */
import { type Bound, literal, STRING } from '../bound/bound.ts'
import { parameter, type Sql } from '../bound/sql.ts'
import { lambda, template, text } from '../bound/template.ts'
import { engineType } from '../dialect/engine-type.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { custom } from './custom-function.ts'
import { constantText } from './function-record.ts'
import { type RegexpMatch, regexpMatch } from './operators/regexp-match.ts'
import { regularExpressionTraits } from './regular-expression.ts'

const PAIR = parameter('e')
const TYPE = { kind: 'map', key: STRING, value: STRING } as const

const delimiter = (value: string): Bound => literal(text(quoteString(value)), STRING, value, { kind: 'string', value })

export const STR_TO_MAP = custom('str_to_map', 1, 3, ([source, pairMark = delimiter(','), keyMark = delimiter(':')]) => {
  const values = source === undefined ? [] : [source, pairMark, keyMark]
  const name = `str_to_map(${values.map((value) => value.name).join(', ')})`
  for (const value of values)
    if (value.type.kind !== 'string' && value.type.kind !== 'void')
      throw semanticError(`str_to_map takes strings; ${value.name} is ${value.type.kind}`)
  if (source === undefined || values.some((value) => value.type.kind === 'void'))
    return { sql: template`CAST(NULL AS ${engineType(TYPE)})`, type: TYPE, name }
  const pairs = matchOf(source.sql, pairMark)
  const keys = matchOf(PAIR, keyMark)
  const key = template`string_split_regex(${keys.subject}, ${keys.pattern})[1]`
  const found = template`regexp_extract(${keys.subject}, ${keys.pattern})`
  const value = template`CASE WHEN regexp_matches(${keys.subject}, ${keys.pattern}) THEN substring(${PAIR}, CAST(length(${key}) + length(${found}) + 1 AS INTEGER)) END`
  const split = template`string_split_regex(${pairs.subject}, ${pairs.pattern})`
  const made = template`map(list_transform(${split}, ${lambda(['e'], key)}), list_transform(${split}, ${lambda(['e'], value)}))`
  return { sql: template`(CASE WHEN ${source} IS NOT NULL THEN ${made} END)`, type: TYPE, name }
})

/** Java cuts between all characters where a pattern matches nothing, and the engine elsewhere. */
function matchOf(subject: Sql, mark: Bound): RegexpMatch {
  const written = constantText(mark, 'A delimiter of str_to_map')
  if (regularExpressionTraits(written)?.matchesNothing !== false)
    throw notSupported(`str_to_map by '${written}', which as a regular expression matches nothing at all`, "Write '\\\\|' for a bar.")
  return regexpMatch(subject, mark, mark.sql)
}
