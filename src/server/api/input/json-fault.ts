import { nextTurn } from '../../../base/next-turn.ts'

const SPACE = /[ \t\n\r]*/y
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** What ends a text, or needs a look. */
const PLAIN = /[ !#-[\]-\uffff]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** What may come next, outside and inside of a list or an object. */
type Expected = 'value' | 'item-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end'

/** That are looked at before others have their turn. */
const STEPS_OF_TURN = 4_096

const isName = (expected: Expected): boolean => expected === 'name' || expected === 'name-or-end'

/**
 * Where a text stops being JSON: the index of the first character that cannot stand there, the text's length where more would have to come. Undefined for JSON.
 * For the message of a parser that failed: the language's own parser tells it for some mistakes only, and repeats the text. Others have their turn meanwhile: a list of 50,000 took a fifth of a second.
 */
export async function jsonFaultAt(text: string): Promise<number | undefined> {
  const open: ('list' | 'object')[] = []
  let expected: Expected = 'value'
  let at = 0
  for (let step = 1; ; step += 1) {
    if (step % STEPS_OF_TURN === 0) await nextTurn()
    at = skip(SPACE, text, at)
    if (expected === 'comma-or-end' && open.length === 0) return at < text.length ? at : undefined
    const character = text[at]
    if (character === (open.at(-1) === 'list' ? ']' : '}') && expected.endsWith('-or-end')) {
      open.pop()
      expected = 'comma-or-end'
      at += 1
    } else if (expected === 'comma-or-end' || expected === 'colon') {
      if (character !== (expected === 'colon' ? ':' : ',')) return at
      expected = expected === 'comma-or-end' && open.at(-1) === 'object' ? 'name' : 'value'
      at += 1
    } else if (character === '"') {
      const end = textEnd(text, at)
      if (end.isFault) return end.at
      at = end.at
      expected = isName(expected) ? 'colon' : 'comma-or-end'
    } else if (isName(expected)) {
      return at
    } else if (character === '[' || character === '{') {
      open.push(character === '[' ? 'list' : 'object')
      expected = character === '[' ? 'item-or-end' : 'name-or-end'
      at += 1
    } else {
      const end = skip(SCALAR, text, at)
      if (end === at) return at
      at = end
      expected = 'comma-or-end'
    }
  }
}

/** @param at the opening quote */
function textEnd(text: string, at: number): { readonly at: number; readonly isFault: boolean } {
  for (let next = at + 1; next < text.length; ) {
    next = skip(PLAIN, text, next)
    const character = text[next]
    if (character === undefined) break
    if (character === '"') return { at: next + 1, isFault: false }
    const end = character === '\\' ? skip(ESCAPE, text, next) : next
    if (end === next) return { at: next, isFault: true }
    next = end
  }
  return { at: text.length, isFault: true }
}

/** Behind what the pattern finds at this very place; the place itself where it finds nothing. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
