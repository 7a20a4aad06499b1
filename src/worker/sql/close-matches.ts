const MATCHES_MAX = 3

/** The names that are close to the wanted one (at most a third of it typed wrongly), the closest first. */
export function closeMatches(wanted: string, names: Iterable<string>): readonly string[] {
  const target = wanted.toLowerCase()
  const limit = Math.max(1, Math.ceil(target.length / 3))
  return [...new Set(names)]
    .map((name) => ({ name, distance: editDistance(target, name.toLowerCase(), limit) }))
    .filter((match) => match.distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MATCHES_MAX)
    .map((match) => match.name)
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** What to write instead of a name that is not there. */
export function matchHint(wanted: string, names: readonly string[]): string {
  const close = closeMatches(wanted, names)
  if (close.length > 0) return `Did you mean ${close.join(' or ')}?`
  const shown = [...new Set(names)].slice(0, 20)
  return shown.length === 0 ? 'There is none here.' : `There are: ${shown.join(', ')}.`
}
