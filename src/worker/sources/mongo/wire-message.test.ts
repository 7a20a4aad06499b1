import { type Document, deserialize, Long, serialize } from 'bson'
import { expect, test } from 'vitest'
import { type BatchName, batchReplyOf, replyOf } from './wire-message.ts'

const HEADER_BYTES = 21
const OP_MSG = 2013

function message(body: Uint8Array): Buffer {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeInt32LE(HEADER_BYTES + body.length)
  head.writeInt32LE(7, 8)
  head.writeInt32LE(OP_MSG, 12)
  return Buffer.concat([head, body])
}

const answer = (documents: readonly unknown[], name: BatchName = 'firstBatch'): Document => ({
  note: 'before',
  cursor: { id: Long.fromString('123456789012345678'), [name]: documents, ns: 'shop.x' },
  ok: 1,
})

test.each(['firstBatch', 'nextBatch'] as const)(
  'the documents of a %s stand one behind the other, and all else is as it was said',
  (name) => {
    const documents = Array.from({ length: 120 }, (_, index) => ({ _id: index, a: ['x'.repeat(index), { b: [] }], firstBatch: [1] }))
    const { answers, document, batch } = batchReplyOf(message(serialize(answer(documents, name))), name)
    expect(answers).toBe(7)
    expect(document).toEqual(replyOf(message(serialize(answer([], name)))).document)
    expect(batch?.count).toBe(documents.length)
    expect(batch?.bytes).toEqual(Buffer.concat(documents.map((one) => serialize(one))))
  },
)

test('of no documents there are no bytes', () => {
  expect(batchReplyOf(message(serialize(answer([]))), 'firstBatch').batch).toEqual({ bytes: Buffer.alloc(0), count: 0 })
})

test.each([
  ['a no', { ok: 0, code: 59, errmsg: 'no such command' }],
  ['a cursor that is none', { ok: 1, cursor: 5 }],
  ['a batch that is none', { ok: 1, cursor: { id: 0, firstBatch: { a: {} } } }],
  ['a batch of the other kind', answer([{ a: 1 }], 'nextBatch')],
])('an answer without one: %s', (_, body) => {
  const { document, batch } = batchReplyOf(message(serialize(body)), 'firstBatch')
  expect(batch).toBeUndefined()
  expect(document['ok']).toBe(body['ok'])
})

test('of a cursor that is there twice the last one counts, as for the library', () => {
  const two = Buffer.from(serialize({ cursor: { firstBatch: [{ a: 1 }] }, cursos: { firstBatch: [{ a: 2 }, { a: 3 }] }, ok: 1 }))
  two.write('r', two.indexOf('cursos') + 'curso'.length, 'latin1')
  const { batch } = batchReplyOf(message(two), 'firstBatch')
  expect(batch?.count).toBe(2)
  expect(deserialize(batch?.bytes ?? Buffer.alloc(0), { allowObjectSmallerThanBufferSize: true })).toEqual({ a: 2 })
})

const broken = (change: (bytes: Buffer, at: number) => void): Buffer => {
  const bytes = message(serialize(answer([{ a: 'text' }, { a: 'text' }])))
  change(bytes, bytes.indexOf('firstBatch\0') + 'firstBatch\0'.length)
  return bytes
}

test.each([
  ['what is no document', message(serialize(answer([1])))],
  ['an array, which has a document’s form', message(serialize(answer([[1]])))],
  ['a document that goes beyond the message', broken((bytes, at) => bytes.writeInt32LE(1_000, at + 4 + 3))],
  ['a document that goes beyond the batch', broken((bytes, at) => bytes.writeInt32LE(bytes.readInt32LE(at), at + 4 + 3))],
  ['a document without a length', broken((bytes, at) => bytes.writeInt32LE(-1, at + 4 + 3))],
  ['a batch that goes beyond its cursor', broken((bytes, at) => bytes.writeInt32LE(1_000_000, at))],
  ['a document that goes beyond its message', message(serialize({ ok: 1 }).fill(0x7f, 0, 4))],
  ['a message without a document', message(Buffer.from([1, 0, 0, 0, 0]))],
])('is refused: %s', (_, bytes) => {
  expect(() => batchReplyOf(bytes, 'firstBatch')).toThrow(expect.objectContaining({ kind: 'remote-failure' }))
})
