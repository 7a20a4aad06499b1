import { expect, it } from 'vitest'
import { copiedRange } from './copied-range.ts'

const range = {
  names: ['a', 'b|c'],
  rows: [
    ['12345678901234567890.10', '"x\\ty"'],
    ['null', '"say \\"hi\\"\\n"'],
    ['""', '{"k":1}'],
  ],
}

it('copies for spreadsheets, with every digit', () => {
  expect(copiedRange(range, 'tsv', false)).toBe('12345678901234567890.10\t"x\ty"\n\t"say ""hi""\n"\n\t"{""k"":1}"')
  expect(copiedRange(range, 'tsv', true).split('\n')[0]).toBe('a\tb|c')
  expect(copiedRange(range, 'csv', true)).toBe('a,b|c\n12345678901234567890.10,x\ty\n,"say ""hi""\n"\n"","{""k"":1}"')
})

it('copies JSON that says what the cells are', () => {
  expect(copiedRange(range, 'json', false)).toBe(
    '[{"a":12345678901234567890.10,"b|c":"x\\ty"},\n {"a":null,"b|c":"say \\"hi\\"\\n"},\n {"a":"","b|c":{"k":1}}]',
  )
})

it('copies Markdown whose cells end where they should', () => {
  expect(copiedRange({ names: ['b|c'], rows: [['"x|y\\nz"'], ['null']] }, 'markdown', false)).toBe(
    '| b\\|c |\n| --- |\n| x\\|y z |\n| NULL |',
  )
})
