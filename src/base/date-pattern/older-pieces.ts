import type { Piece } from './pieces.ts'

export type OlderPiece = Extract<Piece, { kind: 'letters' | 'text' }>

/** A pattern as both parsers before Spark 3.0 take it apart, to whom brackets are text; undefined: a quote stays open. */
export function olderPiecesOf(pattern: string): readonly OlderPiece[] | undefined {
  const pieces: OlderPiece[] = []
  let at = 0
  while (at < pattern.length) {
    const sign = pattern[at] ?? ''
    if (/[A-Za-z]/.test(sign)) {
      let count = 1
      while (pattern[at + count] === sign) count += 1
      pieces.push({ kind: 'letters', letter: sign, count })
      at += count
      continue
    }
    const [text, end] = textAt(pattern, at)
    if (text === undefined) return undefined
    pieces.push({ kind: 'text', text })
    at = end
  }
  return pieces
}

/** Text up to the next letter outside quotes, and where it ends; no text: a quote stays open. */
function textAt(pattern: string, from: number): readonly [string | undefined, number] {
  let text = ''
  let isQuoted = false
  let at = from
  while (at < pattern.length) {
    const sign = pattern[at] ?? ''
    if (!isQuoted && /[A-Za-z]/.test(sign)) break
    at += 1
    if (sign === "'" && pattern[at] !== "'") isQuoted = !isQuoted
    else {
      text += sign
      if (sign === "'") at += 1
    }
  }
  return [isQuoted ? undefined : text, at]
}
