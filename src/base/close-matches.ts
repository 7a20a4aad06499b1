const MATCHES_MAX = 3

/** The names that are close to the wanted one (at most a third of it typed wrongly), the closest first. Any name is one typing from one of a letter, so that has none. */
export function closeMatches(wanted: string, names: Iterable<string>): readonly string[] {
  const target = wanted.toLowerCase()
  const limit = Math.max(1, Math.ceil(target.length / 3))
  return [...new Set(names)]
    .map((name) => ({ name, distance: editDistance(target, name.toLowerCase(), limit) }))
    .filter((match) => match.distance <= limit && match.distance < Math.min(target.length, match.name.length))
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
