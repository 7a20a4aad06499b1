import type { NewAuditEvent } from '../audit-trail.ts'

const HINTS_MAX = 20
const CHARACTERS_MAX = 300

/** What rules that only hint say of a statement, as far as a record has room for it. */
export const hintDetails = (hints: readonly string[]): NewAuditEvent['details'] =>
  hints.length === 0 ? {} : { rule_hints: hints.slice(0, HINTS_MAX).map((hint) => hint.slice(0, CHARACTERS_MAX)) }
