import { CausewayError } from '../../../base/errors.ts'
import type { JobOutcome } from '../../compute/compute-ports.ts'

/** The value of a sensitive variable that a statement has been given. */
export interface UsedSecret {
  readonly name: string
  readonly value: string
}

/** So many letters of a value in a row are taken for a part of it: a message may show a piece. */
const PART_CHARACTERS = 4
const NOT_SHOWN = 'This text is not shown: it holds a part of a sensitive variable'

/** As the value may stand in the text of a statement or a message. */
const spellings = (value: string): readonly string[] => [
  value,
  value.replaceAll("'", "''"),
  value.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
  JSON.stringify(value).slice(1, -1),
]

function holdsPart(text: string, value: string): boolean {
  const lower = text.toLowerCase()
  const of = value.toLowerCase()
  const length = Math.min(PART_CHARACTERS, of.length)
  for (let at = 0; at + length <= of.length; at += 1) if (lower.includes(of.slice(at, at + length))) return true
  return false
}

/** The text with the names in place of the values; a text that still holds a part of one is not shown at all. */
export function hiddenText(text: string, secrets: readonly UsedSecret[]): string {
  let shown = text
  const longestFirst = [...secrets].sort((one, other) => other.value.length - one.value.length)
  for (const { name, value } of longestFirst) for (const spelling of spellings(value)) shown = shown.replaceAll(spelling, `{{${name}}}`)
  const besideNames = longestFirst.reduce((rest, { name }) => rest.replaceAll(`{{${name}}}`, '\0'), shown)
  return longestFirst.some(({ value }) => holdsPart(besideNames, value)) ? NOT_SHOWN : shown
}

/** Without its cause, which is for the log, and without its place, which is one of the statement that nobody sees. */
export function hiddenError(error: CausewayError, secrets: readonly UsedSecret[]): CausewayError {
  if (secrets.length === 0) return error
  const hint = error.hint === undefined ? {} : { hint: hiddenText(error.hint, secrets) }
  return new CausewayError(error.kind, hiddenText(error.message, secrets), hint)
}

export const hiddenColumns = <C extends { readonly name: string }>(columns: readonly C[], secrets: readonly UsedSecret[]): readonly C[] =>
  secrets.length === 0 ? columns : columns.map((column) => ({ ...column, name: hiddenText(column.name, secrets) }))

/** What is kept and shown of a job's end; its rows are what the statement asked for. */
export function hiddenOutcome(outcome: JobOutcome, secrets: readonly UsedSecret[]): JobOutcome {
  if (secrets.length === 0) return outcome
  const statements = <S extends { readonly sql: string }>(all: readonly S[]): S[] =>
    all.map((statement) => ({ ...statement, sql: hiddenText(statement.sql, secrets) }))
  switch (outcome.kind) {
    case 'finished': {
      const { result } = outcome
      const columns = [...hiddenColumns(result.columns, secrets)]
      const madeHere = result.madeHere?.map((part) => ({ ...part, because: hiddenText(part.because, secrets) }))
      const reasons = madeHere === undefined ? {} : { madeHere }
      return { kind: 'finished', result: { ...result, columns, ...reasons, remoteStatements: statements(result.remoteStatements) } }
    }
    case 'failed':
      return { ...outcome, error: hiddenError(outcome.error, secrets), remoteStatements: statements(outcome.remoteStatements) }
    case 'cancelled':
      return { kind: 'cancelled', reason: hiddenText(outcome.reason, secrets) }
  }
}
