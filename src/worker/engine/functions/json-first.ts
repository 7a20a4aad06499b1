import type { Compute } from './compute.ts'

const SIGN = /["[\]{}]/g
const STRING_SIGN = /["\\]/g

/** A text that begins with a bracket, up to where all that are open are closed; all of it where that never is. Whether it is JSON is not looked at. */
export const firstJson: Compute = (given) => {
  const text = String(given)
  let depth = 0
  let at = nextSign(text, 0, SIGN)
  while (at < text.length) {
    const sign = text[at]
    if (sign === '"') at = endOfString(text, at + 1)
    else depth += sign === '[' || sign === '{' ? 1 : -1
    if (depth <= 0) return text.slice(0, at + 1)
    at = nextSign(text, at + 1, SIGN)
  }
  return text
}

function endOfString(text: string, from: number): number {
  let at = nextSign(text, from, STRING_SIGN)
  while (text[at] === '\\') at = nextSign(text, at + 2, STRING_SIGN)
  return at
}

function nextSign(text: string, from: number, signs: RegExp): number {
  signs.lastIndex = from
  return signs.exec(text)?.index ?? text.length
}
