import { describe, expect, it } from 'vitest'
import { rowWriter } from './result-cells.ts'

const written = (type: string, cell: string) => rowWriter([{ name: 'c', type }], 'java-sdk')(`[${cell}]`)

describe('cells in the form of the service’s own Java SDK', () => {
  it.each([
    ['timestamp', '"2020-01-01 00:00:00"', '["1577836800000"]'],
    ['timestamp', '"2020-01-01 00:00:00.5"', '["1577836800500"]'],
    ['timestamp', '"1969-12-31 23:59:59.999999"', '["-1"]'],
    ['timestamp', '"0001-01-01 00:00:00"', '["-62135596800000"]'],
    ['timestamp', '"+10000-01-01 00:00:00"', '["253402300800000"]'],
    ['timestamp', 'null', '[null]'],
    ['array<timestamp>', '["2020-01-01 00:00:00"]', String.raw`["[\"2020-01-01 00:00:00\"]"]`],
    ['map<string,int>', '{"a":1}', String.raw`["{\"a\":1}"]`],
    ['struct<a:bigint>', '{"a":9007199254740993}', String.raw`["{\"a\":9007199254740993}"]`],
    ['array<int>', 'null', '[null]'],
    ['date', '"2020-01-01"', '["2020-01-01"]'],
    ['bigint', '9007199254740993', '[9007199254740993]'],
    ['decimal(38,2)', '1.20', '[1.20]'],
    ['boolean', 'true', '[true]'],
    ['string', '"[1]"', '["[1]"]'],
  ])('%s: %s is %s', (type, cell, expected) => {
    expect(written(type, cell)).toBe(expected)
  })

  it('are left as they are in the form of the documents', () => {
    const columns = [
      { name: 't', type: 'timestamp' },
      { name: 'a', type: 'array<int>' },
    ]
    expect(rowWriter(columns, 'documents')('["2020-01-01 00:00:00",[1]]')).toBe('["2020-01-01 00:00:00",[1]]')
  })
})
