import { closeMatches } from '../../../base/close-matches.ts'

const SHORTEST = 3

/** The keyword that the word was likely meant to be; undefined where none is close, and where the word is one of them. */
export function nearKeyword(word: string, keywords: readonly string[]): string | undefined {
  if (word.length < SHORTEST || keywords.includes(word)) return undefined
  return closeMatches(word, keywords)[0]
}
