/** Who looks for a regular expression of Java: the engine, for what it reads alike, and functions of ours for all else. */

import { CausewayError } from '../../../../base/errors.ts'
import { isUnserved } from '../../../../base/java/regexp/pattern-error.ts'
import { type ScriptPattern, scriptPattern } from '../../../../base/java/regexp/script-pattern.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { type EndForm, type EnginePattern, enginePattern } from './java-regexp.ts'

/** Undefined: the pattern is one of the rows, or what the engine has not. */
export function readByEngine(pattern: Bound, end: EndForm = 'end'): EnginePattern | undefined {
  if (pattern.constant?.kind !== 'string') return undefined
  const { value } = pattern.constant
  try {
    return enginePattern(value, end)
  } catch (error) {
    if (!(error instanceof CausewayError) || error.kind !== 'not-supported') throw error
    checkPattern(value)
    return undefined
  }
}

/** Throws not-supported, or sql-semantics, for what our functions would stop the job with. */
function checkPattern(pattern: string): ScriptPattern {
  try {
    return scriptPattern(pattern)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The regular expression is none'
    throw isUnserved(error) ? notSupported(message.replace(/ is not supported$/, '')) : semanticError(message)
  }
}

/** Throws not-supported where our functions could not tell what the group has found. */
export function refuseForgottenGroup(pattern: Bound | undefined, group: number | undefined): void {
  if (pattern?.constant?.kind !== 'string' || group === undefined) return
  if (checkPattern(pattern.constant.value).forgetful.has(group))
    throw notSupported('A group of a regular expression that is not found in each round of a repetition')
}

/**
 * What is found, by the engine where it reads the pattern; rows are our functions' where the engine would find something else: a $ before a last line break, and
 * words of other languages.
 */
export function foundBy(subject: Sql, read: EnginePattern | undefined, byEngine: (pattern: Sql) => Sql, byScript: Sql): Sql {
  if (read === undefined) return byScript
  const odd = [
    ...(read.asksForEnd ? [template`sp_ends_with_break(${subject})`] : []),
    ...(read.asksForWords ? [template`sp_has_other_words(${subject})`] : []),
  ]
  const found = byEngine(text(quoteString(read.text)))
  return odd.length === 0 ? found : template`(CASE WHEN ${joined(odd, ' OR ')} THEN ${byScript} ELSE ${found} END)`
}

/** Whether it is found somewhere. */
export const regexpTest = (subject: Sql, pattern: Bound, sql: Sql): Sql =>
  foundBy(
    subject,
    readByEngine(pattern, 'line-break-and-end'),
    (read) => template`regexp_matches(${subject}, ${read})`,
    template`(fn_regexp_finds(${subject}, ${sql}) = 'true')`,
  )
