import { expect, it } from 'vitest'
import { rowTextsOf } from '../../../../src/client/row-texts.ts'
import { shownCell, wholeText } from './cell-text.ts'
import { nestedValue } from './nested-value.ts'
import { cellReader } from './result-rows.ts'

it('reads rows without losing a digit', () => {
  const answer =
    '{"is_success":true,"schema":[{"rows":"string"}],"row_count":2,"rows":[[12345678901234567890.123456789012345678,"a,]\\""],[null,{"b":[1,2]}]]}'
  const texts = rowTextsOf(answer)
  expect(texts).toEqual(['[12345678901234567890.123456789012345678,"a,]\\""]', '[null,{"b":[1,2]}]'])
  const cells = cellReader(texts)
  expect(cells(0)).toEqual(['12345678901234567890.123456789012345678', '"a,]\\""'])
  expect(cells(1)).toEqual(['null', '{"b":[1,2]}'])
  expect(cells(2)).toEqual([])
  expect(rowTextsOf('{"rows":[]}')).toEqual([])
  expect(rowTextsOf('{}')).toEqual([])
})

it('tells NULL from a text of that name', () => {
  expect(shownCell('null')).toEqual({ text: 'NULL', isNull: true })
  expect(shownCell('"NULL"')).toEqual({ text: 'NULL', isNull: false })
  expect(wholeText('null')).toBe('')
})

it('folds what is nested, cuts what is long, and shows what has no look', () => {
  expect(shownCell('[1,[2,3],"x"]').text).toBe('[3 values] [1,[2,3],"x"]')
  expect(shownCell('{"a":1.50}').text).toBe('{1 field} {"a":1.50}')
  expect(shownCell('[]').text).toBe('[0 values] []')
  expect(shownCell(`"${'x'.repeat(300)}"`).text).toHaveLength(201)
  expect(shownCell(`"${'x'.repeat(199)}👍🏽"`).text.isWellFormed()).toBe(true)
  expect(shownCell('"a\\nb\\u202ec\\u0000"').text).toBe('a↵b\\u{202e}c\\u{0}')
})

it('unfolds with every digit', () => {
  expect(nestedValue('{"a":[1.50,null,"x"],"b":{}}')).toEqual({
    kind: 'fields',
    fields: [
      {
        name: 'a',
        value: {
          kind: 'list',
          values: [
            { kind: 'plain', text: '1.50', isText: false },
            { kind: 'plain', text: 'null', isText: false },
            { kind: 'plain', text: 'x', isText: true },
          ],
        },
      },
      { name: 'b', value: { kind: 'fields', fields: [] } },
    ],
  })
})
