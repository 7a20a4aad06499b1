import { queryPairs, tryDecode } from './query-pairs.ts'

/**
 * A query string as an object without a prototype. Hyphens in names become underscores, for the vendor mixes both, even in one call. A name that comes
 * once has a string, one that comes several times an array. What is not percent-encoded UTF-8 stays as it is.
 */
export function parseQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null)
  if (text === '') return query
  for (const pair of queryPairs(text)) {
    const name = decoded(pair.key).replaceAll('-', '_')
    const value = decoded(pair.value)
    const before = query[name]
    if (Array.isArray(before)) before.push(value)
    else query[name] = before === undefined ? value : [before, value]
  }
  return query
}

const decoded = (text: string): string => tryDecode(text) ?? text
