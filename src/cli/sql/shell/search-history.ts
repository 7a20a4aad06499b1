import type { Key } from './edit-line.ts'

/** A search through what was typed before, from the newest back. */
export interface Search {
  readonly query: string
  /** Which of the entries has it; undefined: none yet, or nothing is looked for. */
  readonly found: number | undefined
  /** Nothing older has it: what was found before is still shown. */
  readonly isLast: boolean
}

export type Searched =
  | { readonly kind: 'on'; readonly search: Search }
  /** What was found is in the line; the key does what it does there. */
  | { readonly kind: 'taken' }
  /** As before the search. */
  | { readonly kind: 'left' }

export const NEW_SEARCH: Search = { query: '', found: undefined, isLast: false }

/** @param below the entry in front of which the search begins */
function look(entries: readonly string[], query: string, below: number): number | undefined {
  if (query === '') return undefined
  const wanted = query.toLowerCase()
  const found = entries.slice(0, below).findLastIndex((entry) => entry.toLowerCase().includes(wanted))
  return found < 0 ? undefined : found
}

/** What a key does while one searches, by the habits of readline: Ctrl-R looks further back, Ctrl-G and Ctrl-C give up. */
export function searchedBy(search: Search, key: Key, entries: readonly string[]): Searched {
  const { query, found } = search
  if (key.ctrl === true && key.name === 'r') {
    const older = look(entries, query, found ?? entries.length)
    return { kind: 'on', search: { query, found: older ?? found, isLast: query !== '' && older === undefined } }
  }
  if (key.ctrl === true && (key.name === 'g' || key.name === 'c')) return { kind: 'left' }
  if (key.name === 'backspace' || (key.ctrl === true && key.name === 'h')) return again(entries, [...query].slice(0, -1).join(''))
  const isTyped =
    key.ctrl !== true && key.meta !== true && key.sequence !== undefined && key.sequence !== '' && !/\p{Cc}/u.test(key.sequence)
  if (!isTyped) return { kind: 'taken' }
  const longer = query + key.sequence
  // What is found already may go on to be what is meant.
  const from = found === undefined ? entries.length : found + 1
  const match = look(entries, longer, from)
  return { kind: 'on', search: { query: longer, found: match ?? found, isLast: match === undefined } }
}

const again = (entries: readonly string[], query: string): Searched => ({
  kind: 'on',
  search: { query, found: look(entries, query, entries.length), isLast: false },
})

export const searchPrompt = ({ query, isLast }: Search): string => `${isLast ? 'nothing older has' : 'search'} '${query}': `
