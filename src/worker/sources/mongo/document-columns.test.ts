import { DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { Decimal128, type Document, Double, Int32, Long, ObjectId, serialize } from 'bson'
import { describe, expect, it, test } from 'vitest'
import type { ValueKind } from '../../engine/stream-column.ts'
import { makeDocumentsDecoder } from './documents-decoder.ts'

const TYPES = {
  int: duckdb.Type.INTEGER,
  bigint: duckdb.Type.BIGINT,
  double: duckdb.Type.DOUBLE,
  boolean: duckdb.Type.BOOLEAN,
  string: duckdb.Type.VARCHAR,
  date: duckdb.Type.DATE,
  timestamp: duckdb.Type.TIMESTAMP,
} as const

type Kind = keyof typeof TYPES

/** The values of the field v as a column of the type, as texts. */
function read(kind: Kind, documents: readonly Uint8Array[]): readonly (string | null)[] {
  const value: ValueKind = { kind }
  const decoder = makeDocumentsDecoder([{ name: 'v', value }])
  const chunk = duckdb.create_data_chunk([duckdb.create_logical_type(TYPES[kind])])
  decoder.feed(Buffer.concat([...documents, Buffer.alloc(4)]))
  const rows = decoder.decode(chunk)
  expect(rows).toBe(documents.length)
  duckdb.data_chunk_set_size(chunk, rows)
  return new DuckDBDataChunk(chunk).getColumnValues(0).map((one) => (one === null ? null : String(one)))
}
const all = (kind: Kind, values: readonly unknown[]) =>
  read(
    kind,
    values.map((v) => serialize({ other: { v: 9 }, v, last: 'v' } as Document)),
  )

describe('a value of a document is read as its column’s type', () => {
  it.each<[Kind, readonly unknown[], readonly (string | null)[]]>([
    [
      'int',
      [new Int32(-7), Long.fromNumber(2 ** 31 - 1), new Double(3), null, Decimal128.fromString('5.0')],
      ['-7', '2147483647', '3', null, '5'],
    ],
    [
      'bigint',
      [new Int32(-7), Long.fromString('-9223372036854775808'), new Double(2 ** 40), null],
      ['-7', '-9223372036854775808', '1099511627776', null],
    ],
    [
      'double',
      [new Double(-0.5), new Int32(3), Long.fromNumber(2 ** 40), new Double(Number.NaN), null],
      ['-0.5', '3', '1099511627776', 'NaN', null],
    ],
    ['boolean', [true, false, null], ['true', 'false', null]],
    [
      'string',
      ['', 'short', 'a text of more than twelve bytes: grüße 中文', new ObjectId('507f1f77bcf86cd799439011'), new Int32(5), null, { a: 1 }],
      ['', 'short', 'a text of more than twelve bytes: grüße 中文', '507f1f77bcf86cd799439011', '5', null, '{"a":1}'],
    ],
    ['date', [new Date(-1), new Date(86_400_000), null], ['1969-12-31', '1970-01-02', null]],
    [
      'timestamp',
      [new Date(-1), new Date('2024-02-29T23:59:59.123Z'), new Date('9999-12-31T00:00:00Z'), null],
      ['1969-12-31 23:59:59.999', '2024-02-29 23:59:59.123', '9999-12-31 00:00:00', null],
    ],
  ])('%s', (kind, values, texts) => {
    expect(all(kind, values)).toEqual(texts)
  })

  it('a field that is not there is NULL, wherever the others stand; of one that is there twice the last counts', () => {
    const twice = Buffer.from(serialize({ v: 1, w: 2 }))
    twice[twice.indexOf('w')] = 0x76
    expect(read('int', [serialize({ v: 1 }), serialize({}), serialize({ vv: 3 }), serialize({ w: 'v', v: 4 }), twice])).toEqual([
      '1',
      null,
      null,
      '4',
      '2',
    ])
  })

  it('what is no UTF-8 in a text is replaced', () => {
    const broken = Buffer.from(serialize({ v: 'abc' }))
    broken[broken.indexOf('abc')] = 0xff
    expect(read('string', [serialize({ v: 'fine' }), broken])).toEqual(['fine', '\ufffdbc'])
  })

  it.each<[Kind, unknown]>([
    ['int', Long.fromNumber(2 ** 31)],
    ['int', new Double(1.5)],
    ['bigint', 'text'],
    ['double', 'text'],
    ['boolean', new Int32(1)],
    ['timestamp', 'text'],
    ['date', new Int32(5)],
  ])('none of %s: %s', (kind, value) => {
    expect(() => all(kind, [value])).toThrow('The field "v" of a document is')
  })
})

test('a value that goes behind its document, or has no type, is none of a document', () => {
  const whole = Buffer.from(serialize({ w: 'some text', v: 1 }))
  for (let at = 4; at < whole.length - 1; at += 1)
    for (const byte of [0, 0x7e, 0xff]) {
      const changed = Buffer.from(whole)
      changed[at] = byte
      try {
        read('int', [changed])
      } catch (error) {
        expect(String(error)).toMatch(/is none|The field "v"/)
      }
    }
  const long = Buffer.from(whole)
  long.writeInt32LE(1000, long.indexOf('w') + 2)
  expect(() => read('int', [long])).toThrow('is none')
})
