import { expect, it } from 'vitest'
import { alignedRows } from './aligned-rows.ts'
import { cutToWidth, textWidth } from './text-width.ts'

it('counts the columns of a terminal, not signs', () => {
  expect([textWidth('abc'), textWidth('漢字'), textWidth('👍🏽'), textWidth('é')]).toEqual([3, 4, 2, 1])
  expect([cutToWidth('abcdef', 6), cutToWidth('abcdefg', 6), cutToWidth('漢字漢字', 6)]).toEqual(['abcdef', 'abcde…', '漢字…'])
})

it('puts columns beneath each other, and nothing at the ends of lines', () => {
  expect(
    alignedRows(
      ['a', 'b'],
      [
        ['漢字', 'x'],
        ['1', ''],
      ],
    ),
  ).toBe('a     b\n漢字  x\n1')
})
