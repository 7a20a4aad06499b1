import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { drawLine } from './draw-line.ts'
import { highlight } from './highlight.ts'

const drawing = { prompt: 'q> ', continuation: ' > ', columns: 10, rows: 9, colour: (text: string) => text }

const shown = (text: string, cursor: number, how: Partial<Parameters<typeof drawLine>[1]> = {}) => {
  const { text: told, drawn } = drawLine({ text, cursor }, { ...drawing, ...how })
  return { text: told, row: drawn.row }
}

it('puts the cursor where the next sign goes', () => {
  expect(shown('ab', 1)).toEqual({ text: '\r\u001b[Jq> ab\r\u001b[4C', row: 0 })
  expect(shown('a\n漢c', 3)).toEqual({ text: '\r\u001b[Jq> a\r\n > 漢c\r\u001b[5C', row: 1 })
  expect(shown('a\nb', 0)).toEqual({ text: '\r\u001b[Jq> a\r\n > b\u001b[1A\r\u001b[3C', row: 0 })
})

it('goes on in the next row where one is full, also by a wide sign that has no room', () => {
  expect(shown('1234567', 7)).toEqual({ text: '\r\u001b[Jq> 1234567 \r\r', row: 1 })
  expect(shown('123456789', 9)).toEqual({ text: '\r\u001b[Jq> 123456789\r\u001b[2C', row: 1 })
  expect(shown('123456漢a', 6)).toEqual({ text: '\r\u001b[Jq> 123456漢a\r', row: 1 })
  expect(shown('123456漢a', 8)).toEqual({ text: '\r\u001b[Jq> 123456漢a\r\u001b[3C', row: 1 })
})

it('shows the rows around the cursor where there is no room for all', () => {
  const text = ['one', 'two', 'three', 'four', 'five', 'six'].join('\n')
  const three = (cursor: number) => shown(text, cursor, { rows: 3 })
  expect(three(0)).toEqual({ text: '\r\u001b[Jq> one\r\n > two\r\n > three\u001b[2A\r\u001b[3C', row: 0 })
  expect(three(15)).toEqual({ text: '\r\u001b[Jq> three\r\n > four\r\n > five\u001b[1A\r\u001b[4C'.replace('q>', ' >'), row: 1 })
  expect(three(text.length)).toEqual({ text: '\r\u001b[J > four\r\n > five\r\n > six\r\u001b[6C', row: 2 })
})

it('has a colour go on in the next row', () => {
  expect(shown("'12345678'", 0, { colour: highlight }).text).toBe(
    "\r\u001b[Jq> \u001b[32m'123456\u001b[0m\u001b[32m78'\u001b[0m\u001b[1A\r\u001b[3C",
  )
})

it('colours nothing away', () => {
  const sql = 'SELECT \'a--b\', "x\\"y", `FROM`, 1.5e3 -- end\nFROM t /* open\n two'
  const coloured = highlight(sql)
  expect(stripVTControlCharacters(coloured)).toBe(sql)
  expect(coloured).toContain('\u001b[1;34mSELECT\u001b[0m')
  expect(coloured).toContain('`FROM`')
  expect(coloured.split('\n').at(-1)).toBe('\u001b[90m two\u001b[0m')
})
