import { foldedText } from './folded-text.ts'

/**
 * Whether a text holds a part, letters of either case alike. Takes time by the length of the text alone (Knuth, Morris and Pratt); the language's own
 * search may take the text's length times the part's.
 */
export function textFinder(part: string): (text: string) => boolean {
  const wanted = codesOf(foldedText(part))
  const fallback = fallbackTable(wanted)
  return (text) => {
    if (wanted.length === 0) return true
    const folded = foldedText(text)
    let matched = 0
    for (let at = 0; at < folded.length; at += 1) {
      matched = extended(wanted, fallback, matched, folded.charCodeAt(at))
      if (matched === wanted.length) return true
    }
    return false
  }
}

const codesOf = (text: string): Uint16Array => Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

/** For each beginning of the part: the length of its longest proper end that is a beginning too. */
function fallbackTable(wanted: Uint16Array): Uint16Array {
  const fallback = new Uint16Array(wanted.length)
  for (let at = 1, matched = 0; at < wanted.length; at += 1) {
    matched = extended(wanted, fallback, matched, wanted[at] ?? 0)
    fallback[at] = matched
  }
  return fallback
}

/** How much of the part is matched after one more character. */
function extended(wanted: Uint16Array, fallback: Uint16Array, matched: number, code: number): number {
  let kept = matched
  while (kept > 0 && wanted[kept] !== code) kept = fallback[kept - 1] ?? 0
  return wanted[kept] === code ? kept + 1 : kept
}
