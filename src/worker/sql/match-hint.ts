import { closeMatches } from '../../base/close-matches.ts'

/** What to write instead of a name that is not there. */
export function matchHint(wanted: string, names: readonly string[]): string {
  const close = closeMatches(wanted, names)
  if (close.length > 0) return `Did you mean ${close.join(' or ')}?`
  const shown = [...new Set(names)].slice(0, 20)
  return shown.length === 0 ? 'There is none here.' : `There are: ${shown.join(', ')}.`
}
