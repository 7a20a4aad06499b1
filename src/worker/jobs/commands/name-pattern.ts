/**
 * The patterns of SHOW … LIKE, as Spark has them: `*` is any text, `|` separates alternatives, capitals make no difference, everything else
 * is itself. No regular expression: one of many stars would take its time with a long name.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  const text = name.toLowerCase()
  return pattern
    .toLowerCase()
    .trim()
    .split('|')
    .some((alternative) => matchesParts(text, alternative.trim().split('*')))
}

/** The parts in their order, the first at the start and the last at the end; between them each as early as it can be. */
function matchesParts(text: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

/** Those that match, in order. */
export const selected = (names: readonly string[], pattern: string | undefined): readonly string[] =>
  names.filter((name) => pattern === undefined || matchesPattern(name, pattern)).toSorted()
