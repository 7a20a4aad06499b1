/**
 * A query string as an object without a prototype. Hyphens in names become underscores, for the vendor mixes both, even in one call. A name that comes
 * once has a string, one that comes several times an array.
 */
export function parseQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null)
  for (const [key, value] of new URLSearchParams(text)) {
    const name = key.replaceAll('-', '_')
    const before = query[name]
    if (Array.isArray(before)) before.push(value)
    else query[name] = before === undefined ? value : [before, value]
  }
  return query
}
