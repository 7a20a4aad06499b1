import { type Document, serialize } from 'bson'
import { expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { commandServer } from './fixtures/command-server.ts'

/** What a server of such a version is asked for, and what is read of its one document, whose field `n` is undefined. */
async function askedOf(maxWireVersion: number) {
  const asked: Document[] = []
  // {_id: 1, n: undefined}: the library writes no such value.
  const odd = Buffer.from('11000000105f69640001000000066e0000', 'hex')
  const batch = Buffer.concat([Buffer.alloc(4), Buffer.from('\x030\0', 'latin1'), odd, Buffer.alloc(1)])
  batch.writeInt32LE(batch.length)
  const answerTo = (command: Document): Uint8Array => {
    if ('hello' in command) return serialize({ ok: 1, maxWireVersion })
    if ('find' in command) asked.push(command['filter'])
    return 'find' in command ? withBatch(batch) : serialize({ ok: 1 })
  }
  await using server = await commandServer(() => answerTo)
  const worker = await TestWorker.start({ addresses: { 'mongo1:27017': { host: '127.0.0.1', port: server.port } } })
  try {
    await worker.run("CREATE TABLE x (_id INT, n INT) USING MONGO OPTIONS ('url'='mongo1/shop.x')")
    return [asked, await worker.rows('SELECT _id, n FROM x WHERE n IS NULL'), await worker.rows('SELECT _id FROM x WHERE n IS NOT NULL')]
  } finally {
    await worker.end()
  }
}

/** An answer whose only batch is these bytes. */
function withBatch(batch: Buffer): Uint8Array {
  const field = (type: number, name: string, value: Buffer) => Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value])
  const documentOf = (...fields: readonly Buffer[]): Buffer => {
    const bytes = Buffer.concat([Buffer.alloc(4), ...fields, Buffer.alloc(1)])
    bytes.writeInt32LE(bytes.length)
    return bytes
  }
  const one = Buffer.alloc(8)
  one.writeDoubleLE(1)
  return documentOf(
    field(0x01, 'ok', one),
    field(0x03, 'cursor', documentOf(field(0x12, 'id', Buffer.alloc(8)), field(0x04, 'firstBatch', batch))),
  )
}

test('a value of the old type undefined is NULL, and is asked for by its type where the server does not take it for null', async () => {
  const found = [[[1, null]], []]
  const there = { n: { $ne: null } }
  expect(await askedOf(21)).toEqual([[{ n: { $eq: null } }, there], ...found])
  expect(await askedOf(25)).toEqual([[{ $or: [{ n: { $eq: null } }, { n: { $type: 6 } }] }, there], ...found])
})
