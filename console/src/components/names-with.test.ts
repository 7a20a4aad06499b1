import { expect, it } from 'vitest'
import { namesWith } from './names-with.ts'

const items = ['reorders', 'Orders', 'lines', 'order_lines'].map((name) => ({ name }))

it('finds what holds the text, what begins with it first', () => {
  expect(namesWith(items, ' ORDER ').map(({ name }) => name)).toEqual(['Orders', 'order_lines', 'reorders'])
  expect(namesWith(items, '')).toBe(items)
  expect(namesWith(items, 'x')).toEqual([])
})
