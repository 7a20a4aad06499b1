import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { drawLine } from './draw-line.ts'
import { highlight } from './highlight.ts'

const drawing = { prompt: 'q> ', continuation: ' > ', columns: 10, colour: (text: string) => text }

it('puts the cursor where the next sign goes', () => {
  expect(drawLine({ text: 'ab', cursor: 1 }, drawing)).toEqual({ text: '\r\u001b[Jq> ab\r\u001b[4C', row: 0 })
  expect(drawLine({ text: 'a\n漢c', cursor: 3 }, drawing)).toEqual({ text: '\r\u001b[Jq> a\r\n > 漢c\r\u001b[5C', row: 1 })
  expect(drawLine({ text: 'a\nb', cursor: 0 }, drawing)).toEqual({ text: '\r\u001b[Jq> a\r\n > b\u001b[1A\r\u001b[3C', row: 0 })
})

it('goes on in the next row where one is full', () => {
  expect(drawLine({ text: '1234567', cursor: 7 }, drawing)).toEqual({ text: '\r\u001b[Jq> 1234567 \r\r', row: 1 })
  expect(drawLine({ text: '123456789', cursor: 9 }, drawing)).toEqual({ text: '\r\u001b[Jq> 123456789\r\u001b[2C', row: 1 })
})

it('colours nothing away', () => {
  const sql = 'SELECT \'a--b\', "x\\"y", `FROM`, 1.5e3 -- end\nFROM t /* open\n two'
  const coloured = highlight(sql)
  expect(stripVTControlCharacters(coloured)).toBe(sql)
  expect(coloured).toContain('\u001b[1;34mSELECT\u001b[0m')
  expect(coloured).toContain('`FROM`')
  expect(coloured.split('\n').at(-1)).toBe('\u001b[90m two\u001b[0m')
})
