export { type Fields, isFields, listOf, rowsOf } from '../base/fields.ts'
export { plain, plainLines } from '../base/shown-text.ts'

/** The second of a time in milliseconds, in UTC; '' for what is no time. */
export function timeText(value: unknown): string {
  const time = new Date(Number(value))
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 19)
}
