import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

const SessionAnswers = Type.Object({
  spark: Type.String(),
  /** By file and number of the statement. */
  answers: Type.Record(Type.String(), Type.Record(Type.String(), Type.Object({ schema: Type.String(), output: Type.String() }))),
})

/** What the same Spark answers in the session that Causeway has, where that is not what it answers in the session of its test suite. */
export type AnswerInSession = (file: string, number: number) => { readonly schema: string; readonly output: string } | undefined

/** As session-answers.py has found them. */
export function readSessionAnswers(): AnswerInSession {
  const text = readFileSync(join(import.meta.dirname, 'session-answers.json'), 'utf8')
  const { answers } = Value.Parse(SessionAnswers, JSON.parse(text))
  return (file, number) => answers[file]?.[String(number)]
}
