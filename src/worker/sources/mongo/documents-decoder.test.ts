import duckdb from '@duckdb/node-bindings'
import { serialize } from 'bson'
import { expect, test } from 'vitest'
import { makeDocumentsDecoder } from './documents-decoder.ts'

function decode(bytes: Buffer) {
  const decoder = makeDocumentsDecoder([{ name: 'n', value: { kind: 'int' } }])
  const chunk = duckdb.create_data_chunk([duckdb.create_logical_type(duckdb.Type.INTEGER)])
  decoder.feed(bytes)
  const rows = decoder.decode(chunk)
  return { rows, ended: decoder.ended, rest: decoder.rest()?.length ?? 0 }
}

const document = Buffer.from(serialize({ n: 7 }))
const END = Buffer.alloc(4)

test('documents stand one behind the other, up to four zeros; what is not whole waits', () => {
  expect(decode(Buffer.concat([document, document, END]))).toEqual({ rows: 2, ended: true, rest: 0 })
  expect(decode(Buffer.concat([document, document.subarray(0, 6)]))).toEqual({ rows: 1, ended: false, rest: 6 })
  expect(decode(document.subarray(0, 3))).toEqual({ rows: 0, ended: false, rest: 3 })
})

test.each([-2_147_483_648, -12, -1, 1, 4])('a length of %d is none of a document, which is told in our words', (length) => {
  const hostile = Buffer.alloc(16)
  hostile.writeInt32LE(length)
  expect(() => decode(Buffer.concat([document, hostile]))).toThrow('is none')
})
