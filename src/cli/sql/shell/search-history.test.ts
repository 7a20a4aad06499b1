import { expect, it } from 'vitest'
import type { Key } from './edit-line.ts'
import { NEW_SEARCH, type Search, searchedBy, searchPrompt } from './search-history.ts'

const ENTRIES = ['SELECT * FROM orders;', 'SELECT 1;', 'select max(id) FROM orders;', 'SHOW TABLES;']
const CTRL_R: Key = { name: 'r', ctrl: true }
const typed = (text: string): readonly Key[] => [...text].map((sequence) => ({ sequence }))

function after(keys: readonly Key[]): Search {
  let search = NEW_SEARCH
  for (const key of keys) {
    const searched = searchedBy(search, key, ENTRIES)
    if (searched.kind !== 'on') throw new Error(searched.kind)
    search = searched.search
  }
  return search
}

it('finds the newest that has what is typed, whatever its capitals, and older ones by Ctrl-R', () => {
  expect(after(typed('orders'))).toEqual({ query: 'orders', found: 2, isLast: false })
  expect(after([...typed('ORD'), CTRL_R])).toMatchObject({ found: 0, isLast: false })
  const last = after([...typed('orders'), CTRL_R, CTRL_R])
  expect(last).toMatchObject({ found: 0, isLast: true })
  expect(searchPrompt(last)).toBe("nothing older has 'orders': ")
})

it('stays at what it has found while that goes on to be it, and says where nothing is', () => {
  expect(after(typed('sel'))).toMatchObject({ found: 2 })
  expect(after(typed('select 1'))).toMatchObject({ found: 1 })
  expect(after(typed('orders!'))).toEqual({ query: 'orders!', found: 2, isLast: true })
  expect(after([...typed('orders!'), { name: 'backspace' }])).toEqual({ query: 'orders', found: 2, isLast: false })
})

it('looks for nothing where nothing is typed', () => {
  expect(after([CTRL_R])).toEqual(NEW_SEARCH)
  expect(after([...typed('x'), { name: 'backspace' }])).toEqual(NEW_SEARCH)
})

it('ends by a key of the line, which that key then changes, and by Ctrl-G as if it had not been', () => {
  for (const name of ['return', 'left', 'escape', 'tab', 'up']) expect(searchedBy(NEW_SEARCH, { name }, ENTRIES)).toEqual({ kind: 'taken' })
  for (const name of ['g', 'c']) expect(searchedBy(NEW_SEARCH, { name, ctrl: true }, ENTRIES)).toEqual({ kind: 'left' })
})
