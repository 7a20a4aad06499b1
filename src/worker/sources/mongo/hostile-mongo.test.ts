import { serialize } from 'bson'
import { expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { commandServer } from './fixtures/command-server.ts'

const TYPE = { text: 0x02, document: 0x03, array: 0x04, binary: 0x05, date: 0x09, long: 0x12 } as const
type Element = readonly [type: number, name: string, bytes: Buffer]

function sized(bytes: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32LE(bytes.length)
  return Buffer.concat([size, bytes])
}
function documentOf(...elements: readonly Element[]): Buffer {
  const bytes = sized(
    Buffer.concat([...elements.flatMap(([type, name, value]) => [Buffer.from([type]), Buffer.from(`${name}\0`), value]), Buffer.alloc(1)]),
  )
  bytes.writeInt32LE(bytes.length)
  return bytes
}
const long = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return bytes
}
const LEVEL_BYTES = 8
/** Documents within documents: each has its size, one field, and an end. */
function nested(depth: number): Buffer {
  const heads = Buffer.alloc(4 + depth * 7)
  for (let level = depth, at = 0; level > 0; level -= 1) {
    at = heads.writeInt32LE(5 + level * LEVEL_BYTES, at)
    at += heads.write('\x03a\0', at, 'latin1')
  }
  heads.writeInt32LE(5, depth * 7)
  return Buffer.concat([heads, Buffer.alloc(depth + 1)])
}

/** What a statement about a table ends with, whose server has this for its only batch. */
async function answer(batch: readonly Element[], columns: string, sql = 'SELECT * FROM x') {
  const found = documentOf(
    [0x01, 'ok', Buffer.from([0, 0, 0, 0, 0, 0, 0xf0, 0x3f])],
    [TYPE.document, 'cursor', documentOf([TYPE.long, 'id', long(0n)], [TYPE.array, 'firstBatch', documentOf(...batch)])],
  )
  await using server = await commandServer(() => (command) => ('find' in command ? found : serialize({ ok: 1 })))
  const worker = await TestWorker.start({ addresses: { 'mongo1:27017': { host: '127.0.0.1', port: server.port } } })
  try {
    await worker.run(`CREATE TABLE x (${columns}) USING MONGO OPTIONS ('url'='mongo1/shop.x')`)
    const ended = await worker.start(sql).ended
    expect(await worker.rows('SELECT 1')).toEqual([[1]])
    return ended
  } finally {
    await worker.end()
  }
}
const failed = (message: RegExp) => ({
  kind: 'job-failed',
  error: { kind: 'remote-failure', message: expect.stringMatching(message), hint: expect.anything() },
})

test.each([
  ['a length that is none', sized(Buffer.concat([Buffer.alloc(1), long(-4n)]))],
  ['a length of less than a document has', sized(Buffer.concat([Buffer.alloc(1), long(3n)]))],
])('bytes in the place of a document: %s', async (_, bytes) => {
  bytes.writeInt32LE(bytes.length - 5)
  expect(await answer([[TYPE.binary, '0', bytes]], '_id STRING')).toMatchObject(failed(/no MongoDB|is none, or is nested too deep/))
})

test('a document that is nested without end', async () => {
  expect(await answer([[TYPE.document, '0', nested(500_000)]], 'a STRING')).toMatchObject(failed(/is none, or is nested too deep/))
})

test.each(['TIMESTAMP', 'DATE', 'STRING'])('a moment that is later than is read is none of another year: as a %s', async (type) => {
  const batch: readonly Element[] = [[TYPE.document, '0', documentOf([TYPE.date, 'at', long(9_000_000_000_000_000_000n)])]]
  expect(await answer(batch, `at ${type}`)).toMatchObject(
    failed(/The field "at" of a document is "a moment later or earlier than is read"/),
  )
})

test('a field that is not there is NULL, also where every object of the runtime has one of its name', async () => {
  const batch: readonly Element[] = [[TYPE.document, '0', documentOf([TYPE.document, 's', documentOf()])]]
  const ended = await answer(
    batch,
    's STRUCT<constructor: STRING, toString: STRING>, valueOf STRING',
    'SELECT s.constructor, s.toString, valueOf FROM x',
  )
  expect(ended).toMatchObject({ kind: 'job-finished', result: { rowsJson: ['[null,null,null]'] } })
})
