export type Fields = Readonly<Record<string, unknown>>
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** Those of a list that are objects. */
export const rowsOf = (value: unknown): readonly Fields[] => listOf(value).filter(isFields)

/** Without what a terminal obeys, or what ends a line: some of what is shown is told by others, as by whoever was dialled. */
export const plain = (value: unknown): string =>
  String(value ?? '').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)

/** Several lines, each as `plain` has it. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n')

/** The second of a time in milliseconds, in UTC; '' for what is no time. */
export function timeText(value: unknown): string {
  const time = new Date(Number(value))
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 19)
}
