import { csvFields } from '../../../base/csv-fields.ts'
import { csvLine } from '../../../base/csv-line.ts'
import type { Compute, EngineValue } from './compute.ts'

const textOf = (value: EngineValue | undefined): string => (typeof value === 'string' ? value : '')

/** text, separator, quote, escape, what "" stands for, what stands for NULL, 'start' and 'end' where white space is off, what begins a comment. */
export const fieldsOfCsv: Compute = (text, separator, quote, escapeMark, empty, nothing, trims, comment) =>
  csvFields(textOf(text), {
    separator: textOf(separator),
    quote: textOf(quote),
    escapeMark: textOf(escapeMark),
    empty: textOf(empty),
    nothing: textOf(nothing),
    trimsStart: textOf(trims).includes('start'),
    trimsEnd: textOf(trims).includes('end'),
    comment: textOf(comment),
  }) ?? null

/** values, separator, quote, escape, what an empty text is written as, what NULL is written as, 'all' where each value is quoted, 'bare' where those with a quote are not, 'start' and 'end' where white space stays. */
export const lineOfCsv: Compute = (values, separator, quote, escapeMark, empty, nothing, quotes) =>
  csvLine(typeof values === 'string' ? [values] : (values ?? []), {
    separator: textOf(separator),
    quote: textOf(quote),
    escapeMark: textOf(escapeMark),
    empty: textOf(empty),
    nothing: textOf(nothing),
    quotesAll: textOf(quotes).includes('all'),
    escapesQuotes: !textOf(quotes).includes('bare'),
    keepsStart: textOf(quotes).includes('start'),
    keepsEnd: textOf(quotes).includes('end'),
  })
