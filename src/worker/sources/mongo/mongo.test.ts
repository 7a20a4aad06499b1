import { createServer, connect as dial, type Socket } from 'node:net'
import type { Document } from 'bson'
import { Decimal128, Double, EJSON, Int32, Long, ObjectId } from 'bson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { findMongo, type Mongo, NO_MONGO, startMongo } from '../../../../testing/mongo.ts'
import { silentServer } from '../../fixtures/silent-server.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { commandMessage, messageLength, replyOf } from './wire-message.ts'

const programs = await findMongo()
if (programs === undefined) console.log(`SKIPPED: tables USING MONGO are not tested, for ${NO_MONGO}`)

describe.skipIf(programs === undefined)('tables of a MongoDB', () => {
  let mongo: Mongo
  let worker: TestWorker
  const silent = silentServer()

  /** A command over a connection of its own. */
  async function ask(body: Document): Promise<Document> {
    const socket = await new Promise<Socket>((resolve) => {
      const opened = dial({ port: mongo.port, host: '127.0.0.1' }, () => resolve(opened))
    })
    try {
      socket.write(commandMessage(1, { body: { ...body, $db: 'shop' } }))
      let bytes = Buffer.alloc(0)
      for await (const piece of socket) {
        bytes = Buffer.concat([bytes, piece])
        const length = messageLength(bytes)
        if (length !== undefined && bytes.length >= length) break
      }
      return replyOf(bytes).document
    } finally {
      socket.destroy()
    }
  }
  const insert = (collection: string, documents: readonly Document[]) => ask({ insert: collection, documents })
  const mongoTable = (columns: string, collection: string, more = ''): string =>
    `${columns} USING MONGO OPTIONS ('url'='mongo1:27017/shop.${collection}'${more})`

  beforeAll(async () => {
    mongo = await startMongo(programs ?? '')
    worker = await TestWorker.start({
      addresses: {
        'mongo1:27017': { host: '127.0.0.1', port: mongo.port },
        'mongo1:27018': { host: '127.0.0.1', port: (await silent).port },
      },
      credentials: { a1: { userName: 'u', password: 'p' } },
    })
  })
  afterAll(async () => {
    await worker?.end()
    await mongo?.stop()
    await (await silent).close()
  })

  it('every type is read as its column’s, what is not there as NULL', async () => {
    await insert('kinds', [
      {
        _id: ObjectId.createFromHexString('507f1f77bcf86cd799439011'),
        i: new Int32(7),
        b: Long.fromBigInt(9_007_199_254_740_993n),
        d: new Double(1.5),
        m: Decimal128.fromString('12.345'),
        t: 'grüße',
        f: true,
        at: new Date('2024-02-29T23:59:59.123Z'),
        day: new Date('1969-12-31T23:00:00Z'),
        l: [new Int32(1), null, new Int32(3)],
        s: { x: new Int32(1), y: 'z' },
        k: { one: new Double(1) },
      },
      { _id: 'second', i: new Double(8), b: new Int32(1), d: new Int32(2), m: new Int32(3), t: new Int32(5) },
    ])
    await worker.run(
      `CREATE TABLE ${mongoTable('kinds (_id STRING, i INT, b BIGINT, d DOUBLE, m DECIMAL(10,2), t STRING, f BOOLEAN, at TIMESTAMP, day DATE, l ARRAY<INT>, s STRUCT<x: INT, y: STRING>, k MAP<STRING, DOUBLE>)', 'kinds')}`,
    )
    expect((await worker.run('SELECT * FROM kinds ORDER BY i')).rowsJson).toEqual([
      '["507f1f77bcf86cd799439011",7,9007199254740993,1.5,12.35,"grüße",true,"2024-02-29 23:59:59.123","1969-12-31",[1,null,3],{"x":1,"y":"z"},{"one":1}]',
      '["second",8,1,2,3.00,"5",null,null,null,null,null,null]',
    ])
    expect(await worker.rows('SELECT count(*) FROM kinds')).toEqual([[2]])
  })

  it('a value that is none of its column’s type stops the job, which names the field, unless a condition leaves it out', async () => {
    await insert('mixed', [
      { _id: new Int32(1), n: new Int32(1) },
      { _id: new Int32(2), n: 'two' },
      { _id: new Int32(3), n: new Double(2.5) },
    ])
    await worker.run(`CREATE TABLE ${mongoTable('mixed (_id INT, n INT)', 'mixed')}`)
    expect((await worker.fail('SELECT n FROM mixed WHERE _id > 1')).error).toMatchObject({
      kind: 'remote-failure',
      message: 'The field "n" of a document is "two", which is no int',
    })
    expect((await worker.fail('SELECT n FROM mixed WHERE _id = 3')).error.message).toContain('"2.5", which is no int')
    expect(await worker.rows('SELECT n FROM mixed WHERE _id = 1')).toEqual([[1]])
    await worker.run(`CREATE TABLE ${mongoTable('texts (_id INT, n STRING)', 'mixed')}`)
    expect(await worker.rows('SELECT n FROM texts ORDER BY _id')).toEqual([['1'], ['two'], ['2.5']])
  })

  it('a list that has a null in it is not NULL, also where it is read as a text', async () => {
    await insert('lists', [
      { _id: new Int32(1), l: ['a', null], t: [null] },
      { _id: new Int32(2), l: [], t: 'x' },
      { _id: new Int32(3), l: null, t: null },
      { _id: new Int32(4) },
      { _id: new Int32(5), l: [null], t: { a: null } },
    ])
    await worker.run(`CREATE TABLE ${mongoTable('lists (_id INT, l ARRAY<STRING>, t STRING)', 'lists')}`)
    for (const column of ['l', 't']) {
      const found = await worker.run(`SELECT _id FROM lists WHERE ${column} IS NOT NULL ORDER BY _id`)
      expect(found.rowsJson).toEqual(['[1]', '[2]', '[5]'])
      expect(found.remoteStatements).toMatchObject([{ rows: 3 }])
      expect(await worker.rows(`SELECT _id FROM lists WHERE ${column} IS NULL ORDER BY _id`)).toEqual([[3], [4]])
    }
    expect(await worker.rows('SELECT _id FROM lists WHERE l IS NOT NULL AND t IS NOT NULL OR _id = 3 ORDER BY _id')).toEqual([
      [1],
      [2],
      [3],
      [5],
    ])
  })

  it('whole numbers have each of their digits, of whatever type they are there', async () => {
    await insert('long', [
      { _id: new Int32(1), b: new Double(2 ** 60), t: { a: Long.fromBigInt(9_007_199_254_740_993n), b: [Long.fromNumber(5)] } },
      { _id: new Int32(2), b: new Double(-(2 ** 63)), t: [Long.MIN_VALUE, new Int32(1), new Double(1.5)] },
      {
        _id: new Int32(3),
        b: Decimal128.fromString('5E+2'),
        t: { d: Decimal128.fromString('1.50'), at: new Date('2024-01-01T00:00:00Z') },
      },
      { _id: new Int32(4), b: Decimal128.fromString('1234567890123456789.000'), t: {} },
      { _id: new Int32(5), b: Decimal128.fromString('-0E-7'), t: [] },
    ])
    await worker.run(`CREATE TABLE ${mongoTable('long (_id INT, b BIGINT, t STRING)', 'long')}`)
    expect((await worker.run('SELECT * FROM long ORDER BY _id')).rowsJson).toEqual([
      '[1,1152921504606846976,"{\\"a\\":9007199254740993,\\"b\\":[5]}"]',
      '[2,-9223372036854775808,"[-9223372036854775808,1,1.5]"]',
      '[3,500,"{\\"d\\":{\\"$numberDecimal\\":\\"1.50\\"},\\"at\\":{\\"$date\\":\\"2024-01-01T00:00:00Z\\"}}"]',
      '[4,1234567890123456789,"{}"]',
      '[5,0,"[]"]',
    ])
    const found = await worker.run('SELECT _id FROM long WHERE b = 1152921504606846976')
    expect(found.rowsJson).toEqual(['[1]'])
    expect(found.remoteStatements).toMatchObject([{ sql: expect.stringContaining('{"$in":[1152921504606846976]}') }])
    await insert(
      'parts',
      [new Double(2 ** 63), Decimal128.fromString('12E-1'), Decimal128.fromString('1E+40')].map((b) => ({ b })),
    )
    await worker.run(`CREATE TABLE ${mongoTable('parts (b BIGINT)', 'parts')}`)
    for (const condition of ['b > 9223372036854775806', 'b < 2', 'b > 2'])
      expect((await worker.fail(`SELECT b FROM parts WHERE ${condition}`)).error.message).toContain('which is no bigint')
  })

  it.each([
    ['n = 5', '{"n":{"$in":[5]}}'],
    ['n > 5 AND n <= 90', '{"n":{"$gte":5,"$lte":90}}'],
    ['n > 5 AND at IS NOT NULL', '{"$and":[{"at":{"$ne":null}},{"n":{"$gt":5}}]}'],
    ['n IN (1, 2, 3) OR n IS NULL', '{"$or":[{"n":{"$eq":null}},{"n":{"$in":[1,2,3]}}]}'],
    ["t = 'x7'", '{"t":{"$in":["x7"]}}'],
    ["t = '5'", '{}'],
    ["_id = '507f1f77bcf86cd799439011'", '{"_id":{"$in":["507f1f77bcf86cd799439011",{"$oid":"507f1f77bcf86cd799439011"}]}}'],
    ["at >= TIMESTAMP'2024-01-02 00:00:00.0005'", '{"at":{"$gte":{"$date":"2024-01-02T00:00:00Z"}}}'],
    ["at < TIMESTAMP'2024-01-02 00:00:00'", '{"at":{"$lt":{"$date":"2024-01-02T00:00:00.001Z"}}}'],
    ['f AND n IS NOT NULL', '{"$and":[{"f":{"$eq":true}},{"n":{"$ne":null}}]}'],
    ['d > 3', '{}'],
    ["t LIKE 'x1%'", '{}'],
    ['n <> 5', '{}'],
  ])('a condition is asked as far as it is certain, and the answer is that of all documents: %s', async (condition, filter) => {
    if (!worker.tables.has('default.many')) {
      const documents = Array.from({ length: 300 }, (_, n) => ({
        _id: n === 7 ? ObjectId.createFromHexString('507f1f77bcf86cd799439011') : n === 8 ? '507f1f77bcf86cd799439011' : `k${n}`,
        ...(n % 11 === 0 ? {} : { n: n % 3 === 0 ? new Double(n % 100) : n % 3 === 1 ? new Int32(n % 100) : Long.fromNumber(n % 100) }),
        t: n % 5 === 0 ? new Int32(n % 10) : `x${n % 20}`,
        at: new Date(Date.UTC(2024, 0, 1, 0, n * 10)),
        f: n % 2 === 0,
        d: n % 13 === 0 ? new Double(Number.NaN) : new Double(n / 10),
      }))
      await insert('many', documents)
      await worker.run(`CREATE TABLE ${mongoTable('many (_id STRING, n BIGINT, t STRING, at TIMESTAMP, f BOOLEAN, d DOUBLE)', 'many')}`)
      await worker.run('CREATE TABLE here AS SELECT * FROM many')
    }
    const { rowsJson, remoteStatements } = await worker.run(`SELECT * FROM many WHERE ${condition}`)
    expect(EJSON.stringify(JSON.parse(remoteStatements[0]?.sql ?? '{}').filter)).toBe(filter)
    expect(rowsJson.toSorted()).toEqual((await worker.run(`SELECT * FROM here WHERE ${condition}`)).rowsJson.toSorted())
  })

  it('many documents, in many batches, each once; only the wanted fields are asked for', async () => {
    const rows = 20_000
    await worker.run(`CREATE TABLE ${mongoTable('wide (_id BIGINT, n INT, t STRING)', 'wide', ", 'batchSize'='1000'")}`)
    expect((await worker.run(`INSERT INTO wide SELECT id, CAST(id % 7 AS INT), repeat('x', 50) FROM range(${rows})`)).rowCount).toBe(rows)
    const { rowsJson, remoteStatements } = await worker.run('SELECT count(*), count(DISTINCT _id), sum(n) FROM wide')
    expect(rowsJson).toEqual([`[${rows},${rows},${Array.from({ length: rows }, (_, n) => n % 7).reduce((sum, n) => sum + n, 0)}]`])
    expect(remoteStatements).toMatchObject([{ sql: expect.stringContaining('"projection":{"_id":1,"n":1}'), rows }])
    expect(await worker.rows('SELECT count(*) FROM (SELECT t FROM wide LIMIT 10) q')).toEqual([[10]])
    const all = await worker.run('SELECT count(*) FROM wide')
    expect(all.rowsJson).toEqual([`[${rows}]`])
    expect(all.remoteStatements).toMatchObject([{ sql: expect.stringContaining('"$sum":1'), rows: 1 }])
    expect((await worker.run('SELECT count(*) FROM wide WHERE n > 7')).rowsJson).toEqual(['[0]'])
    // Of what conditions and LIMIT leave nobody knows how much it is.
    expect((await worker.percents('SELECT max(n) FROM wide')).at(-1)).toBe(99)
    expect(await worker.percents('SELECT max(n) FROM wide WHERE n > 1')).toEqual([])
    expect(await worker.percents('SELECT n FROM wide LIMIT 5')).toEqual([])
    // While it reads what it writes.
    await worker.run('INSERT OVERWRITE TABLE wide SELECT * FROM wide WHERE _id < 5')
    expect(await worker.rows('SELECT count(*) FROM wide')).toEqual([[5]])
    await worker.run(`CREATE TABLE ${mongoTable('empty (_id STRING)', 'nowhere')}`)
    expect(await worker.rows('SELECT count(*) FROM empty')).toEqual([[0]])
  })

  it('what is written is read again as it was, with the types of MongoDB', async () => {
    await worker.run(
      `CREATE TABLE ${mongoTable('put (_id STRING, i INT, b BIGINT, d DOUBLE, m DECIMAL(20,4), f BOOLEAN, day DATE, at TIMESTAMP, x BINARY, l ARRAY<BIGINT>, s STRUCT<a: INT, b: STRING>)', 'put')}`,
    )
    const values = `'k', 1, 9007199254740993, double('NaN'), 12345.6789, true, DATE'2024-02-29', TIMESTAMP'2024-02-29 01:02:03.456', CAST('é' AS BINARY), array(1, NULL), named_struct('a', 1, 'b', 'it''s')`
    await worker.run(`INSERT INTO put SELECT ${values}`)
    expect((await worker.run('SELECT * FROM put')).rowsJson).toEqual(
      (await worker.run(`SELECT ${values}`)).rowsJson.map((row) => row.replace('"it\\"s"', '"it\'s"')),
    )
    const found = await ask({ find: 'put', filter: {} })
    expect(EJSON.stringify((found['cursor'] as Document)['id'])).toContain('0')
    expect(await worker.rows("SELECT count(*) FROM put WHERE day = DATE'2024-02-29' AND at > TIMESTAMP'2024-02-29 01:02:03'")).toEqual([
      [1],
    ])
    const twice = await worker.fail("INSERT INTO put SELECT 'k', 1, 1, 1, 1, true, NULL, NULL, NULL, NULL, NULL")
    expect(twice.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('A row was not written') })
  })

  it('a server that says nothing ends at the timeout; a cancel ends it at once, and a job that reads', async () => {
    await worker.run(`CREATE TABLE late (_id STRING) USING MONGO OPTIONS ('url'='mongo1:27018/shop.late', 'timeout'='100')`)
    expect((await worker.fail('SELECT * FROM late')).error.message).toBe(
      'mongo1:27018/shop accepted the connection but did not answer in time',
    )
    await worker.run(`CREATE TABLE never (_id STRING) USING MONGO OPTIONS ('url'='mongo1:27018/shop.late', 'timeout'='300000')`)
    const { accepted } = await silent
    const before = accepted()
    const job = worker.start('SELECT * FROM never')
    await expect.poll(accepted).toBeGreaterThan(before)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    const busy = worker.start(`SELECT * FROM kinds WHERE (${endlessSql}) > 1`)
    worker.cancel(busy.jobId)
    expect((await busy.ended).kind).toBe('job-cancelled')
  })

  it('what answers and is no MongoDB is told as such', async () => {
    const other = createServer((socket) => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const own = await TestWorker.start({
      addresses: { 'mongo1:27017': { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 } },
    })
    try {
      await own.run(`CREATE TABLE ${mongoTable('x (_id STRING)', 'x')}`)
      expect((await own.fail('SELECT * FROM x')).error).toMatchObject({
        kind: 'remote-failure',
        message: expect.stringContaining('no MongoDB'),
      })
    } finally {
      await own.end()
      other.close()
    }
  })

  it.each([
    ["USING MONGO OPTIONS ('url'='u:p@mongo1/shop.x')", 'has no user'],
    ["USING MONGO OPTIONS ('url'='mongo%001/shop.x')", "needs the option 'url'"],
    ["USING MONGO OPTIONS ('url'='mongo1,mongo2/shop.x')", 'several addresses'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop')", 'needs a collection'],
    ["USING MONGO OPTIONS ('url'='mongo1/sh%2Fop.x')", 'names a database with one of'],
    ["USING MONGO OPTIONS ('url'='mongo1/sh/op.x')", 'names a database with one of'],
    ["USING MONGO OPTIONS ('url'='mongo1/sh%20op.x')", 'names a database with one of'],
    ["USING MONGO OPTIONS ('url'='mongo1/%24shop.x')", 'names a database with one of'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop%00.x')", 'control character'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop.x%0A')", 'control character'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop.%24x')", 'a name'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop%2.x')", 'has a % that is not followed by two hexadecimal digits'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop.x?authSource=a%ff')", 'has a % that is not followed by two hexadecimal digits'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop.x?authSource=a%20b')", 'a name without'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop.x?retryWrites=true')", 'retryWrites'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop.x', 'password'='p')", 'may not be written'],
    ["USING MONGO OPTIONS ('url'='mongo1/shop.x', 'partitions'='p')", 'partitions'],
  ])('is refused: %s', async (using, why) => {
    expect((await worker.fail(`CREATE TABLE no (_id STRING) ${using}`)).error.message).toContain(why)
  })

  it.each([
    ['mongodb://mongo1/sh%C3%B6p.vis%69ts%2Fa%25b', 'shöp', 'visits/a%b', undefined],
    ['mongo1/shop%2Ea.b?authSource=p%2Bq+r', 'shop', 'a.b', 'p+q+r'],
  ])('reads what is percent-encoded in %s', async (url, database, collection, authsource) => {
    await worker.run(`CREATE TABLE encoded (_id STRING) USING MONGO OPTIONS ('uri'='${url}')`)
    const table = worker.tables.get('default.encoded')
    await worker.run('DROP TABLE encoded')
    expect(table).toMatchObject({ source: { options: { database, collection, ...(authsource === undefined ? {} : { authsource }) } } })
  })

  it('SHOW CREATE TABLE makes the same table again', async () => {
    await worker.run(
      `CREATE TABLE shown (_id STRING) USING MONGO OPTIONS ('uri'='mongodb://mongo1/shop.a.b?authSource=people', 'passwdauth'='a1', 'encryption'='true', 'ssl'='true')`,
    )
    const [row] = (await worker.run('SHOW CREATE TABLE shown')).rowsJson
    const [statement]: readonly unknown[] = JSON.parse(row ?? '[]')
    const before = worker.tables.get('default.shown')
    await worker.run('DROP TABLE shown')
    await worker.run(String(statement))
    expect(worker.tables.get('default.shown')).toEqual(before)
    expect(String(statement)).toMatch(/'authsource' = 'people'/)
  })
})
