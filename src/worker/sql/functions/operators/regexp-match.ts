/** What the engine is asked with a regular expression of Java. */
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { enginePattern } from './java-regexp.ts'

export interface RegexpMatch {
  /** What is searched; it stops the job where the engine would find something else in it than Java. */
  readonly subject: Sql
  readonly pattern: Sql
}

const inWords = (subject: Sql, asksForWords: boolean): Sql => (asksForWords ? template`sp_english_words(${subject})` : subject)

/** Whether it is found somewhere. */
export function regexpTest(subject: Sql, pattern: Bound, sql: Sql): Sql {
  if (pattern.constant?.kind !== 'string') return template`regexp_matches(${subject}, sp_row_regexp(${sql}, TRUE))`
  const read = enginePattern(pattern.constant.value, 'line-break-and-end')
  return template`regexp_matches(${inWords(subject, read.asksForWords)}, ${quoteString(read.text)})`
}

/** Where and what it finds. */
export function regexpMatch(subject: Sql, pattern: Bound, sql: Sql): RegexpMatch {
  if (pattern.constant?.kind !== 'string')
    return { subject: template`sp_row_subject(${subject}, ${sql})`, pattern: template`sp_row_regexp(${sql}, FALSE)` }
  const read = enginePattern(pattern.constant.value)
  const whole = read.asksForEnd ? template`sp_open_end(${subject})` : subject
  return { subject: inWords(whole, read.asksForWords), pattern: text(quoteString(read.text)) }
}
