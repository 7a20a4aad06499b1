export { type Fields, isFields, listOf, rowsOf } from '../base/fields.ts'

import { plainLines } from '../base/shown-text.ts'

export { plain, plainLines } from '../base/shown-text.ts'

/** The second of a time in milliseconds, in UTC; '' for what is no time. */
export function timeText(value: unknown): string {
  const time = new Date(Number(value))
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 19)
}

/** A text behind something in its line: its lines behind the first stand as far in as `margin`, so that none passes for another of the output's. */
export const furtherIn = (text: unknown, margin: string): string => plainLines(String(text ?? '')).replaceAll('\n', `\n${margin}`)
