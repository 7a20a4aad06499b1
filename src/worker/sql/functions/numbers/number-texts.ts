/** Numbers from texts, and texts of numbers in other bases. */
import { type Bound, STRING } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { custom } from '../custom-function.ts'
import { coerce, type SqlFunction, scalar } from '../function-record.ts'
import { numberFormat } from './number-format.ts'

/** The number that a text of this format shows. What does not match stops the job, or is NULL; what matches without a digit stops it always, as in Spark. */
const toNumber = (name: 'to_number' | 'try_to_number'): SqlFunction =>
  custom(name, 2, 2, ([value, format], call) => {
    if (value === undefined) throw semanticError(`${name} takes a text and a format`)
    const written = formatOf(format, name)
    const { pattern, type } = numberFormat(written)
    const shown = coerce(value, 'string', call.name, 0)
    const mismatch = name === 'to_number' ? `error(${quoteString(`to_number: a text does not match the format '${written}'`)})` : 'NULL'
    const digits = (part: 1 | 2): Sql => template`regexp_replace(split_part(${shown}, '.', ${part}), '[^0-9]', '', 'g')`
    const sign = template`(CASE WHEN (length(regexp_replace(${shown}, '[^-<]', '', 'g')) % 2) = 1 THEN '-' ELSE '' END)`
    const whole = type.scale === 0 ? digits(1) : template`${digits(1)} || '.' || rpad(${digits(2)}, ${type.scale}, '0')`
    const isEmpty = type.scale === 0 ? template`NOT regexp_matches(${shown}, '[0-9]')` : text('FALSE')
    const read = template`TRY_CAST(${sign} || ${whole} AS ${engineType(type)})`
    const tooMany = quoteString(`${name}: a text has more digits than the format '${written}'`)
    // Without a point in the text, digits that the format has behind the point are whole ones.
    const fits = type.precision === type.scale ? template`coalesce(${read}, error(${tooMany}))` : read
    const number = template`CASE WHEN ${isEmpty} THEN error(${quoteString(`${name}: a text has no digit`)}) ELSE ${fits} END`
    return {
      sql: template`(CASE WHEN ${shown} IS NULL THEN NULL WHEN regexp_full_match(${shown}, ${quoteString(pattern)}) THEN ${number} ELSE ${mismatch} END)`,
      type,
    }
  })

function formatOf(format: Bound | undefined, name: string): string {
  if (format?.constant?.kind === 'string') return format.constant.value
  if (format?.constant?.kind === 'number' && format.type.kind === 'int') return format.constant.text
  throw semanticError(`The format of ${name} is a text that is written in the statement`)
}

export const NUMBER_TEXT_FUNCTIONS: readonly SqlFunction[] = [
  scalar('conv', ['string', 'int', 'int'], STRING, 'sp_conv($1, $2, $3)'),
  toNumber('to_number'),
  toNumber('try_to_number'),
]
