import { mkdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { inFile, inline, roaringBytes } from './fixtures/deletion-vector-bytes.ts'
import { DeltaTable, metadata, protocol } from './fixtures/delta-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const ID = { name: 'id', type: 'integer' }
const tableIn = (name: string): DeltaTable => new DeltaTable(worker.inBucket(name))
const create = (name: string) => worker.run(`CREATE TABLE ${name} USING delta LOCATION 'obs://b1/${name}'`)
const idsOf = async (name: string, was = ''): Promise<readonly unknown[]> =>
  (await worker.rows(`SELECT id FROM default.${name} ${was} ORDER BY id`)).flat()

/** A table of one file of one row for each number; the commits of the first are its own. */
async function tableOf(name: string, ids: readonly number[]): Promise<DeltaTable> {
  const table = tableIn(name)
  for (const id of ids) {
    await table.parquet(`${id}.parquet`, `SELECT ${id} AS id`)
    const first = id === ids[0] ? [protocol(), metadata([ID])] : []
    await table.commit(...first, await table.add(`${id}.parquet`), { commitInfo: { operation: 'WRITE', userName: 'ann' } })
  }
  return table
}

const PROTOCOL_SQL = "{'minReaderVersion': 1, 'minWriterVersion': 2} AS protocol"
const METADATA_SQL = `{'id': 'x', 'format': {'provider': 'parquet'}, 'schemaString': '${JSON.stringify({ type: 'struct', fields: [{ ...ID, nullable: true, metadata: {} }] })}', 'partitionColumns': CAST([] AS VARCHAR[]), 'configuration': CAST(MAP {} AS MAP(VARCHAR, VARCHAR))} AS metaData`
const addSql = (name: string, bytes: number): string =>
  `{'path': '${name}', 'size': ${bytes}, 'partitionValues': CAST(MAP {} AS MAP(VARCHAR, VARCHAR))} AS add`

const bytesOf = async (table: DeltaTable, name: string): Promise<number> => {
  const { add } = (await table.add(name)) as { readonly add: { readonly size: number } }
  return add.size
}

const CHECKPOINT = '00000000000000000001.checkpoint'

describe('checkpoints', () => {
  test('in one file, whose commits are gone', async () => {
    const table = await tableOf('classic', [0, 1, 2])
    const adds = [addSql('0.parquet', await bytesOf(table, '0.parquet')), addSql('1.parquet', await bytesOf(table, '1.parquet'))]
    await table.parquet(
      `_delta_log/${CHECKPOINT}.parquet`,
      [`SELECT ${PROTOCOL_SQL}`, `SELECT ${METADATA_SQL}`, ...adds.map((add) => `SELECT ${add}`)].join(' UNION ALL BY NAME '),
    )
    await table.log('_last_checkpoint', '{"version": 999, this is no JSON')
    await create('classic')
    for (const version of [0, 1]) await rm(join(table.folder, `_delta_log/0000000000000000000${version}.json`))
    expect(await idsOf('classic')).toEqual([0, 1, 2])
    expect(await idsOf('classic', 'VERSION AS OF 1')).toEqual([0, 1])
    expect((await worker.fail('SELECT * FROM default.classic VERSION AS OF 0')).error).toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('obs://b1/classic/_delta_log/00000000000000000000.json is not there'),
    })
    expect((await worker.fail('SELECT * FROM default.classic VERSION AS OF 3')).error.message).toContain(
      'has no version 3: the newest is 2',
    )
    await truncate(join(table.folder, `_delta_log/${CHECKPOINT}.parquet`), 40)
    expect((await worker.fail('SELECT * FROM default.classic')).error).toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining(`obs://b1/classic/_delta_log/${CHECKPOINT}.parquet cannot be read`),
    })
  })

  test('in parts; one that lacks a part is none', async () => {
    const table = await tableOf('parts', [0, 1])
    const part = (number: number, of: number): string => `_delta_log/${CHECKPOINT}.000000000${number}.000000000${of}.parquet`
    await table.parquet(part(1, 2), `SELECT ${PROTOCOL_SQL} UNION ALL BY NAME SELECT ${METADATA_SQL}`)
    await table.parquet(part(2, 2), `SELECT ${addSql('1.parquet', await bytesOf(table, '1.parquet'))}`)
    await table.parquet(part(1, 3), 'SELECT 1 AS nothing')
    await create('parts')
    expect(await idsOf('parts')).toEqual([1])
    await rm(join(table.folder, part(1, 2)))
    expect(await idsOf('parts')).toEqual([0, 1])
  })

  test.each(['json', 'parquet'])('of the second version, in %s, with sidecars', async (format) => {
    const table = await tableOf(`second-${format}`, [0, 1])
    const name = `${CHECKPOINT}.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.${format}`
    await table.parquet('_delta_log/_sidecars/a.parquet', `SELECT ${addSql('0.parquet', await bytesOf(table, '0.parquet'))}`)
    if (format === 'json') {
      const actions = [
        { checkpointMetadata: { version: 1 } },
        protocol(3, ['v2Checkpoint']),
        metadata([ID]),
        { sidecar: { path: 'a.parquet', sizeInBytes: 1 } },
      ]
      await table.log(name, actions.map((action) => JSON.stringify(action)).join('\n'))
    } else {
      const rows = [
        PROTOCOL_SQL,
        METADATA_SQL,
        "{'path': 'a.parquet', 'sizeInBytes': 1} AS sidecar",
        "{'version': 1} AS checkpointMetadata",
      ]
      await table.parquet(`_delta_log/${name}`, rows.map((row) => `SELECT ${row}`).join(' UNION ALL BY NAME '))
    }
    await worker.run(`CREATE TABLE second_${format} USING delta LOCATION 'obs://b1/second-${format}'`)
    expect(await idsOf(`second_${format}`)).toEqual([0])
    await rm(join(table.folder, '_delta_log/_sidecars/a.parquet'))
    expect((await worker.fail(`SELECT * FROM default.second_${format}`)).error.message).toContain(
      '_delta_log/_sidecars/a.parquet is not there',
    )
  })
})

describe('versions', () => {
  test('by the time of their files, each later than the one before, and their history', async () => {
    const table = await tableOf('timed', [0, 1, 2])
    const at = (version: number, time: string) =>
      utimes(join(table.folder, `_delta_log/0000000000000000000${version}.json`), 0, new Date(time))
    await at(0, '2024-01-01T00:00:00Z')
    await at(1, '2024-01-03T00:00:00Z')
    await at(2, '2024-01-02T00:00:00Z')
    await create('timed')
    expect(await idsOf('timed', "TIMESTAMP AS OF '2024-01-02'")).toEqual([0])
    expect(await idsOf('timed', "TIMESTAMP AS OF '2024-01-03 00:00:00'")).toEqual([0, 1])
    expect(await idsOf('timed', "TIMESTAMP AS OF '2024-01-04'")).toEqual([0, 1, 2])
    expect((await worker.fail("SELECT * FROM default.timed TIMESTAMP AS OF '2023-12-31'")).error.kind).toBe('not-found')
    expect(await worker.rows('DESCRIBE HISTORY default.timed')).toEqual([
      ['2', '2024-01-03 00:00:00.001', 'ann', 'WRITE', null, '1', '0', 'true'],
      ['1', '2024-01-03 00:00:00.000', 'ann', 'WRITE', null, '1', '0', 'true'],
      ['0', '2024-01-01 00:00:00.000', 'ann', 'WRITE', null, '1', '0', 'true'],
    ])
    expect(await worker.rows('DESCRIBE HISTORY default.timed LIMIT 1')).toEqual([
      ['2', '2024-01-03 00:00:00.001', 'ann', 'WRITE', null, '1', '0', 'true'],
    ])
    expect((await worker.fail('DESCRIBE HISTORY default.timed LIMIT x')).error.message).toContain('"x" is unexpected')
  })

  test('by the times that the log keeps', async () => {
    const table = tableIn('kept')
    const info = (time: string) => ({ commitInfo: { inCommitTimestamp: Date.parse(time), operation: 'WRITE' } })
    await table.parquet('0.parquet', 'SELECT 0 AS id')
    await table.parquet('1.parquet', 'SELECT 1 AS id')
    const properties = { configuration: { 'delta.enableInCommitTimestamps': 'true' } }
    await table.commit(info('2024-01-01T00:00:00Z'), protocol(), metadata([ID], properties), await table.add('0.parquet'))
    await table.commit(info('2024-01-02T00:00:00Z'), await table.add('1.parquet'))
    await create('kept')
    expect(await idsOf('kept', "TIMESTAMP AS OF '2024-01-01 12:00:00'")).toEqual([0])
    expect(await idsOf('kept', "TIMESTAMP AS OF '2024-01-02'")).toEqual([0, 1])
  })

  test('have the columns that they had', async () => {
    const table = await tableOf('evolved', [0])
    await create('evolved')
    await table.parquet('1.parquet', 'SELECT CAST(1 AS BIGINT) AS id, 2 AS more')
    await table.commit(
      metadata([
        { name: 'id', type: 'long' },
        { name: 'more', type: 'integer' },
      ]),
      await table.add('1.parquet'),
    )
    expect(await worker.rows('DESCRIBE TABLE default.evolved')).toEqual([
      ['id', 'bigint', null],
      ['more', 'int', null],
    ])
    expect(await worker.rows('SELECT * FROM default.evolved ORDER BY id')).toEqual([
      [0, null],
      [1, 2],
    ])
    expect(
      await worker.rows('SELECT a.*, b.more FROM default.evolved VERSION AS OF 0 a RIGHT JOIN default.evolved b USING (id) ORDER BY 1'),
    ).toEqual([
      [null, 2],
      [0, null],
    ])
  })
})

describe('what is refused by name', () => {
  test('features of readers that are not known, versions of readers, types', async () => {
    const table = tableIn('features')
    await table.parquet('0.parquet', 'SELECT 0 AS id')
    await table.commit(protocol(3, ['deletionVectors', 'variantType', 'mystery']), metadata([ID]))
    expect((await worker.fail("CREATE TABLE features USING delta LOCATION 'obs://b1/features'")).error).toMatchObject({
      kind: 'not-supported',
      message: 'obs://b1/features/_delta_log needs readers that know variantType, mystery, which is not supported',
    })
    await table.commit(protocol(4))
    expect((await worker.fail("CREATE TABLE features USING delta LOCATION 'obs://b1/features'")).error.message).toContain(
      'readers of version 4',
    )
    await table.commit(protocol(), metadata([ID, { name: 'v', type: 'variant' }]))
    expect((await worker.fail("CREATE TABLE features USING delta LOCATION 'obs://b1/features'")).error.message).toContain(
      'column v is of the type variant, which is not supported',
    )
  })

  test('writing, and columns in CREATE TABLE', async () => {
    await tableOf('written', [0])
    await create('written')
    for (const sql of [
      'INSERT INTO default.written VALUES (1)',
      'INSERT OVERWRITE default.written SELECT 1',
      'UPDATE default.written SET id = 2',
      'DELETE FROM default.written WHERE id = 0',
      'MERGE INTO default.written t USING default.written s ON t.id = s.id WHEN MATCHED THEN DELETE',
      'TRUNCATE TABLE default.written',
      'OPTIMIZE default.written',
      'VACUUM default.written',
      'RESTORE TABLE default.written TO VERSION AS OF 0',
      "CREATE TABLE made USING delta LOCATION 'obs://b1/made' AS SELECT 1 AS id",
    ]) {
      const { error } = await worker.fail(sql)
      expect([sql, error.kind]).toEqual([sql, 'not-supported'])
      expect(`${error.message} ${error.hint ?? ''}`).toContain('Delta Lake')
    }
    expect((await worker.fail("CREATE TABLE made (id INT) USING delta LOCATION 'obs://b1/written'")).error.kind).toBe('sql-semantics')
    expect(await idsOf('written')).toEqual([0])
  })
})

describe('logs that are not as they should be', () => {
  const refused = async (name: string): Promise<string> =>
    (await worker.fail(`CREATE TABLE ${name} USING delta LOCATION 'obs://b1/${name}'`)).error.message
  const readingFails = async (name: string): Promise<string> => {
    await create(name)
    return (await worker.fail(`SELECT * FROM default.${name}`)).error.message
  }

  test('no log, no JSON, a hole, no columns', async () => {
    await mkdir(join(worker.buckets, 'b1/nothing'))
    expect(await refused('nothing')).toContain('is no table of Delta Lake')
    const table = await tableOf('damaged', [0, 1, 2])
    await rm(join(table.folder, '_delta_log/00000000000000000001.json'))
    expect(await refused('damaged')).toContain('obs://b1/damaged/_delta_log/00000000000000000001.json is not there')
    await table.log('00000000000000000001.json', '{"add": {"path": "cut o')
    expect(await refused('damaged')).toContain('obs://b1/damaged/_delta_log/00000000000000000001.json, line 1, is no JSON')
    await table.log('00000000000000000001.json', '{"add": {"path": 7}}')
    expect(await refused('damaged')).toContain('00000000000000000001.json: a line.add')
    await table.log('00000000000000000001.json', JSON.stringify(metadata([])))
    expect(await refused('damaged')).toContain('the table has no columns')
  })

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['dots', { path: '../classic/0.parquet' }, 'outside of the table'],
    ['escaped', { path: '%2e%2e/classic/0.parquet' }, 'outside of the table'],
    ['absolute', { path: '/etc/passwd' }, 'which is not in a bucket'],
    ['scheme', { path: 's3://other/0.parquet' }, 'which is not in a bucket'],
    ['uri', { path: '%zz.parquet' }, 'which is no URI'],
    ['gone', { path: 'gone.parquet' }, 'obs://b1/bad-gone/gone.parquet is not there'],
    ['size', { size: 7 }, "bytes, and the table's log says 7"],
    ['folder', { path: '_delta_log' }, 'obs://b1/bad-folder/_delta_log is not there'],
    ['link', { path: 'link.parquet' }, 'outside of the table'],
  ])('a file that is no file of the table: %s', async (name, change, message) => {
    const table = tableIn(`bad-${name}`)
    await table.parquet('0.parquet', 'SELECT 0 AS id')
    await symlink('/etc/hostname', join(table.folder, 'link.parquet'))
    await table.commit(protocol(), metadata([ID]), await table.add('0.parquet', change))
    expect((await worker.fail(`CREATE TABLE bad_${name} USING delta LOCATION 'obs://b1/bad-${name}'`)).error.message).toContain(message)
  })

  test('a log that is a link out of the bucket', async () => {
    const folder = join(worker.buckets, 'b1/linked')
    await mkdir(folder)
    await mkdir(join(worker.home, 'elsewhere'))
    await writeFile(join(worker.home, 'elsewhere/00000000000000000000.json'), 'secret')
    await symlink(join(worker.home, 'elsewhere'), join(folder, '_delta_log'))
    expect(await refused('linked')).toContain('obs://b1/linked/_delta_log leads out of its bucket')
    const table = await tableOf('one-linked', [0])
    await symlink(join(worker.home, 'elsewhere/00000000000000000000.json'), join(table.folder, '_delta_log/00000000000000000001.json'))
    expect((await worker.fail("CREATE TABLE one_linked USING delta LOCATION 'obs://b1/one-linked'")).error.kind).toBe('forbidden')
  })

  test('a data file that is no Parquet file is named', async () => {
    const table = await tableOf('garbled', [0])
    await writeFile(join(table.folder, '1.parquet'), 'not a Parquet file')
    await table.commit(await table.add('1.parquet'))
    expect(await readingFails('garbled')).toContain('obs://b1/garbled/1.parquet')
  })

  test('a file twice, once with rows deleted', async () => {
    const table = tableIn('twice')
    await table.parquet('0.parquet', 'SELECT 0 AS id')
    await table.commit(
      protocol(3, ['deletionVectors']),
      metadata([ID]),
      await table.add('0.parquet'),
      await table.add('0.parquet', { deletionVector: inline([0]) }),
    )
    expect(await refused('twice')).toContain('names obs://b1/twice/0.parquet twice')
  })

  test.each<[string, (good: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>, string]>([
    ['cardinality', (good) => ({ ...good, cardinality: 5 }), "3 deleted rows, and the table's log says 5"],
    ['magic', () => inline([1], Buffer.alloc(40)), 'is damaged, or cut off'],
    ['cut', () => inline([1, 2, 3], roaringBytes([1, 2, 3]).subarray(0, 30)), 'is damaged, or cut off'],
    ['characters', (good) => ({ ...good, pathOrInlineDv: '"""""' }), 'Base85'],
    ['longer', (good) => ({ ...good, sizeInBytes: 1000 }), 'not as long'],
    ['huge', (good) => ({ ...good, sizeInBytes: 2 ** 40 }), 'longer than'],
    ['kind', (good) => ({ ...good, storageType: 'x' }), 'storage type x'],
    ['file', () => inFile([1]).action, 'deletion_vector_00112233-4455-6677-8899-aabbccddeeff.bin is not there'],
    [
      'dotted',
      () => ({ ...inFile([1]).action, pathOrInlineDv: `../${String(inFile([1]).action['pathOrInlineDv'])}` }),
      'outside of the table',
    ],
  ])('deleted rows: %s', async (name, change, message) => {
    const table = tableIn(`vector-${name}`)
    await table.parquet('0.parquet', 'SELECT 0 AS id')
    await table.commit(
      protocol(3, ['deletionVectors']),
      metadata([ID]),
      await table.add('0.parquet', { deletionVector: change(inline([1, 2, 3])) }),
    )
    const error = (await worker.fail(`CREATE TABLE vector_${name} USING delta LOCATION 'obs://b1/vector-${name}'`)).error
    expect(error.message).toContain(message)
  })

  test('a checksum that is wrong, and a billion deleted rows', async () => {
    const table = tableIn('checksum')
    await table.parquet('0.parquet', 'SELECT 0 AS id')
    const { bytes, name, action } = inFile([0])
    await writeFile(join(table.folder, name), Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1) === 0 ? 1 : 0])]))
    await table.commit(protocol(3, ['deletionVectors']), metadata([ID]), await table.add('0.parquet', { deletionVector: action }))
    expect(await refused('checksum')).toContain('the checksum of the list of deleted rows at byte 6 is wrong')
    const many = tableIn('billion')
    await many.parquet('0.parquet', 'SELECT 0 AS id')
    const rows = (containers: number) => ({ deletionVector: { ...inline([], runsOfAll(containers)), cardinality: containers * 65_536 } })
    await many.commit(protocol(3, ['deletionVectors']), metadata([ID]), await many.add('0.parquet', rows(2000)))
    await create('billion')
    expect(await idsOf('billion')).toEqual([])
    await many.commit({ remove: { path: '0.parquet', ...rows(2000) } }, await many.add('0.parquet', rows(40_000)))
    expect((await worker.fail('SELECT * FROM default.billion')).error.kind).toBe('limit-exceeded')
  })
})

/** Runs that are all rows of so many containers. */
function runsOfAll(containers: number): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt32LE(1681511377, 0)
  head.writeBigUInt64LE(1n, 4)
  head.writeUInt32LE(12_347 + (containers - 1) * 65_536, 16)
  const keys = Buffer.alloc(containers * 4)
  const runs = Buffer.alloc(containers * 6)
  for (let key = 0; key < containers; key += 1) {
    keys.writeUInt16LE(key, key * 4)
    keys.writeUInt16LE(65_535, key * 4 + 2)
    runs.writeUInt16LE(1, key * 6)
    runs.writeUInt16LE(65_535, key * 6 + 4)
  }
  return Buffer.concat([head, Buffer.alloc(Math.ceil(containers / 8), 0xff), keys, Buffer.alloc(containers * 4), runs])
}
