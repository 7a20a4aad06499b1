import type { Remedy } from './remedy.ts'

/** What one step of the policy saw, by which rule of docs/spec/policy.md, and what it hands to the next one. */
export type StepResult<T> =
  | { readonly kind: 'passed'; readonly rule: number; readonly seen: string; readonly value: T }
  | { readonly kind: 'failed'; readonly rule: number; readonly seen: string; readonly remedies: readonly Remedy[] }

/** Text of a user in a message: printable ASCII only, at most 255 characters. */
export const printable = (text: string): string => text.slice(0, 255).replace(/[^\x20-\x7e]/g, '?')

const REASON_CHARACTERS_MAX = 1000

/** A reason that the server has stored in its own words, with what would help, on one line. */
export function reasonText(text: string): string {
  const isCut = text.length > REASON_CHARACTERS_MAX
  const line = text.slice(0, REASON_CHARACTERS_MAX).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
  return isCut ? `${line} …` : line
}
