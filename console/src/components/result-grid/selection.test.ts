import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isWithin, movedBy, rangeOf, selectionAt } from './selection.ts'

const size = { rows: 100, columns: 5, pageRows: 20 }
const plain = (key: string) => ({ key, shift: false, control: false })

it.each([
  ['ArrowDown', { row: 11, column: 2 }],
  ['ArrowUp', { row: 9, column: 2 }],
  ['Home', { row: 10, column: 0 }],
  ['End', { row: 10, column: 4 }],
  ['PageDown', { row: 29, column: 2 }],
  ['PageUp', { row: 0, column: 2 }],
])('%s leads on', (key, cursor) => expect(movedBy(selectionAt(10, 2), plain(key), size)).toEqual({ anchor: cursor, cursor }))

it('with shift goes on from where it was begun, with control to the edge', () => {
  const first = movedBy(selectionAt(10, 2), { key: 'ArrowDown', shift: true, control: true }, size)
  expect(first).toEqual({ anchor: { row: 10, column: 2 }, cursor: { row: 99, column: 2 } })
  expect(movedBy(selectionAt(10, 2), { key: 'a', shift: false, control: true }, size)).toEqual({
    anchor: { row: 0, column: 0 },
    cursor: { row: 99, column: 4 },
  })
})

it('leaves other keys to the page', () => {
  expect(movedBy(selectionAt(0, 0), plain('Tab'), size)).toBeUndefined()
  expect(movedBy(selectionAt(0, 0), plain('ArrowDown'), { ...size, rows: 0 })).toBeUndefined()
})

it('never leaves the grid', () => {
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown', 'a']
  const key = fc.record({ key: fc.constantFrom(...keys), shift: fc.boolean(), control: fc.boolean() })
  fc.assert(
    fc.property(fc.array(key), fc.integer({ min: 1, max: 30 }), (pressed, rows) => {
      let selection = selectionAt(0, 0)
      for (const each of pressed) selection = movedBy(selection, each, { rows, columns: 3, pageRows: 7 }) ?? selection
      const { top, bottom, left, right } = rangeOf(selection)
      expect(top >= 0 && bottom < rows && left >= 0 && right < 3).toBe(true)
      expect(isWithin(rangeOf(selection), selection.cursor.row, selection.cursor.column)).toBe(true)
    }),
  )
})
