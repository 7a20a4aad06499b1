/** str_to_map: pairs of texts, taken apart by two regular expressions. */
import { type Bound, INT, literal, STRING } from '../../bound/bound.ts'
import { parameter } from '../../bound/sql.ts'
import { lambda, template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { custom } from '../custom-function.ts'
import { constantText } from '../function-record.ts'
import { splitSql } from '../texts/regexp.ts'

const PAIR = parameter('e')
const ENTRY = template`struct_pack(k := ${parameter('k')}[1], v := ${parameter('k')}[2])`
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
  for (const mark of [pairMark, keyMark]) constantText(mark, 'A delimiter of str_to_map')
  const parts = splitSql(PAIR, keyMark, literal(text('2'), INT, '2', { kind: 'number', text: '2' }))
  const entry = template`list_extract(list_transform([${parts}], ${lambda(['k'], ENTRY)}), 1)`
  const entries = template`list_transform(${splitSql(source.sql, pairMark, undefined)}, ${lambda(['e'], entry)})`
  const made = template`map_from_entries(${entries})`
  return { sql: template`(CASE WHEN ${source} IS NOT NULL THEN ${made} END)`, type: TYPE, name }
})
