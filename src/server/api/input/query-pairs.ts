/** One `key=value` of a query; a plus sign is already "%20", nothing else is decoded. */
interface QueryPair {
  readonly key: string
  readonly value: string
}

/**
 * The pairs of the text behind the question mark, empty ones left out. Both what a request asks for and what its signature covers are read here: whatever
 * one of two readers saw and the other did not could be changed under a good signature.
 */
export function queryPairs(text: string): readonly QueryPair[] {
  return text
    .replaceAll('+', '%20')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0 ? { key: pair, value: '' } : { key: pair.slice(0, equals), value: pair.slice(equals + 1) }
    })
}

/** undefined: not percent-encoded UTF-8. */
export function tryDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
