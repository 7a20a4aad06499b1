/** What somebody reads and is told of a table of which single columns are granted. */
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AddedUser } from '../fixtures/api-lab.ts'
import { type RightsLab, startRightsLab } from '../fixtures/rights-lab.ts'

let rights: RightsLab
beforeAll(async () => {
  rights = await startRightsLab()
})
afterAll(() => rights?.[Symbol.asyncDispose]())

describe('a user to whom single columns of a table are granted', () => {
  const on = 'databases.shop.tables.people'
  beforeAll(async () => {
    for (const sql of [
      "CREATE TABLE shop.people AS SELECT 1 id, 'Ada' name, 'hidden-4713' secret, 'x' part",
      'CREATE VIEW own.names AS SELECT id, name FROM shop.people',
      'CREATE VIEW own.secrets AS SELECT id, secret FROM shop.people',
    ]) {
      expect(await rights.run(sql)).toMatchObject({ status: 'FINISHED' })
    }
    await rights.grant('databases.own', 'SELECT', 'CREATE_TABLE')
    for (const column of ['id', 'Name']) await rights.grant(`${on}.columns.${column}`, 'SELECT')
  })

  it.each([
    ['SELECT id, upper(name) FROM shop.people', 'ADA'],
    ['SELECT count(*) FROM shop.people p WHERE p.name LIKE "A%"', '[1]'],
    ['SELECT * FROM (SELECT name FROM shop.people ORDER BY id)', 'Ada'],
    ['SELECT name FROM own.names', 'Ada'],
    ['SELECT a.name FROM shop.people a JOIN shop.people b USING (id)', 'Ada'],
  ])('reads them: %s', async (sql, rows) => {
    expect(await rights.run(sql, rights.bob)).toMatchObject({ status: 'FINISHED', rows: expect.stringContaining(rows) })
  })

  it.each([
    ['SELECT secret FROM shop.people', 'The column secret of shop.people may not be read'],
    ['SELECT p.secret FROM shop.people p', 'The column secret of shop.people may not be read'],
    ['SELECT shop.people.SECRET FROM shop.people', 'The column secret of shop.people may not be read'],
    ['SELECT * FROM shop.people', 'Some columns of shop.people may not be read'],
    ['SELECT p.* FROM shop.people p', 'may not be read'],
    ['SELECT q.* FROM (shop.people) q', 'may not be read'],
    ['SELECT count(secret) FROM shop.people', 'may not be read'],
    ['SELECT id FROM shop.people WHERE secret LIKE "h%"', 'may not be read'],
    ['SELECT id FROM shop.people ORDER BY secret', 'may not be read'],
    ['SELECT id FROM shop.people GROUP BY id HAVING max(secret) > "a"', 'may not be read'],
    ['SELECT (SELECT max(secret) FROM shop.people)', 'may not be read'],
    ['SELECT id FROM own.names n WHERE EXISTS (SELECT 1 FROM shop.people p WHERE p.id = n.id AND p.secret > "a")', 'may not be read'],
    ['SELECT secret FROM own.secrets', 'may not be read'],
    ['SELECT id FROM own.secrets', 'may not be read'],
    ['TABLE shop.people', 'may not be read'],
    ['WITH w AS (SELECT * FROM shop.people) SELECT id FROM w', 'may not be read'],
    ['SELECT id FROM shop.people VERSION AS OF 0 WHERE secret > "a"', 'may not be read'],
    ['CREATE TABLE own.copy AS SELECT * FROM shop.people', 'may not be read'],
    ['CREATE TABLE own.copy LIKE shop.people', 'Not all columns of shop.people may be read'],
    ['SELECT a.id FROM shop.people a JOIN shop.people b ON a.secret = b.secret', 'may not be read'],
    ['SELECT a.id FROM shop.people a NATURAL JOIN shop.people b WHERE b.secret > "a"', 'may not be read'],
  ])('reads no others: %s', async (sql, message) => {
    const found = await rights.run(sql, rights.bob)
    expect(found).toMatchObject({ status: 'FAILED', message: expect.stringContaining(message) })
    expect(found.message).not.toContain('hidden')
  })

  it.each([
    "DELETE FROM shop.people WHERE secret LIKE 'h%'",
    'DELETE FROM shop.people WHERE id = 5',
    'UPDATE shop.people SET name = secret',
    "UPDATE shop.people SET name = 'x' WHERE id = 1",
    "MERGE INTO shop.people t USING (SELECT 1 id) s ON t.id = s.id AND t.secret LIKE 'h%' WHEN MATCHED THEN DELETE",
    "MERGE INTO shop.people USING (SELECT 1 id) s ON people.id = s.id WHEN MATCHED THEN UPDATE SET name = 'x'",
  ])('changes no row of which it may not read all, and is told the table by its own name: %s', async (sql) => {
    await rights.grant(on, 'INSERT_INTO_TABLE', 'INSERT_OVERWRITE_TABLE')
    const { status, message } = await rights.run(sql, rights.bob)
    await rights.grant(on)
    expect(status).toBe('FAILED')
    expect(message).toContain('Rows of shop.people are written anew as a whole, and not all of its columns may be read')
    expect((await rights.run('SELECT name, secret FROM shop.people')).rows).toContain('["Ada","hidden-4713"]')
  })

  it.each([
    ['SELECT NAME FROM shop.people'],
    ['SELECT p.NAME FROM shop.people p'],
    ['SELECT shop.people.NAME FROM shop.people'],
    ['SELECT id FROM shop.people WHERE NAME.field = 1'],
    ['SELECT id FROM shop.people ORDER BY NAME'],
    ['SELECT a.id FROM shop.people a JOIN shop.people b ON a.NAME = b.NAME'],
    ['SELECT (SELECT max(p.NAME) FROM shop.people p) FROM own.names n'],
    ['SELECT id FROM shop.people GROUP BY NAME'],
    ['DESCRIBE QUERY SELECT NAME FROM shop.people'],
    ['SELECT a.id FROM shop.people a JOIN shop.people b USING (NAME)'],
  ])('does not find out by guessing which others there are: %s', async (sql) => {
    const [there, notThere] = await Promise.all(['secret', 'no_such'].map((name) => rights.run(sql.replaceAll('NAME', name), rights.bob)))
    expect(there).toMatchObject({ status: 'FAILED' })
    expect(there?.message.replaceAll('secret', 'no_such')).toBe(notThere?.message)
  })

  it('is told neither by what else it is partitioned nor which values that has', async () => {
    for (const sql of [
      'CREATE TABLE shop.parted (id INT, part STRING, secret STRING) PARTITIONED BY (part, secret)',
      "INSERT INTO shop.parted VALUES (1, 'a', 'hidden-4717')",
    ]) {
      expect(await rights.run(sql)).toMatchObject({ status: 'FINISHED' })
    }
    await rights.grant('databases.shop.tables.parted.columns.id', 'SELECT')
    await rights.grant('databases.shop.tables.parted.columns.part', 'SELECT')
    for (const sql of ['DESCRIBE shop.parted', 'DESCRIBE EXTENDED shop.parted', "SHOW TABLE EXTENDED IN shop LIKE 'parted'"]) {
      const { status, rows } = await rights.run(sql, rights.bob)
      expect([sql, status, rows.includes('part'), /secret|hidden/.test(rows)]).toEqual([sql, 'FINISHED', true, false])
    }
    for (const value of ['hidden-4717', 'nothing']) {
      const spec = `PARTITION (part = 'a', secret = '${value}')`
      for (const sql of [
        `DESCRIBE shop.parted ${spec}`,
        `DESCRIBE EXTENDED shop.parted ${spec}`,
        `SHOW TABLE EXTENDED IN shop LIKE 'parted' ${spec}`,
      ]) {
        const { status, message } = await rights.run(sql, rights.bob)
        expect([sql, status]).toEqual([sql, 'FAILED'])
        expect(message).toContain('Some columns of shop.parted may not be read')
      }
    }
    const listed = async () => (await rights.asBob('GET', '/v1.0/{p}/databases/shop/tables?with-detail=true')).text
    expect(await listed()).toContain('"partition_columns":["part"]')
    await rights.grant('databases.shop', 'DISPLAY_ALL_TABLES')
    expect(await listed()).toContain('"partition_columns":["part"]')
    await rights.grant('databases.shop')
  })

  describe('of a table of files', () => {
    beforeAll(async () => {
      const folder = join(rights.lab.home, 'buckets', 'vault', 'rows')
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'a.csv'), '1,hidden-4716\n')
      for (const sql of [
        "CREATE TABLE shop.files (id INT, secret STRING) USING csv LOCATION 'obs://vault/rows'",
        'CREATE TABLE own.copy (id STRING, secret STRING)',
        'CREATE VIEW own.by_path AS SELECT * FROM csv.`obs://vault/rows`',
      ]) {
        expect(await rights.run(sql)).toMatchObject({ status: 'FINISHED' })
      }
      await rights.grant('databases.own', 'SELECT', 'CREATE_TABLE', 'INSERT_INTO_TABLE')
    })

    it.each([
      'SELECT f.* FROM csv.`obs://vault/rows` f',
      'SELECT f.* FROM shop.files e, csv.`obs://vault/rows` f',
      'SELECT f.* FROM csv.`obs://vault/rows/*` f, shop.files e',
      'SELECT value FROM text.`obs://vault/rows/a.csv` WHERE EXISTS (SELECT id FROM shop.files)',
      'SELECT v.* FROM own.by_path v, shop.files e',
    ])('it reads no others by naming the files, beside the table or without it: %s', async (sql) => {
      await rights.grant('databases.shop.tables.files.columns.id', 'SELECT')
      expect((await rights.run('SELECT id FROM shop.files', rights.bob)).rows).toContain('[1]')
      const { status, message, rows } = await rights.run(sql, rights.bob)
      expect([status, rows.includes('hidden')]).toEqual([sql.includes('by_path') ? 'FAILED' : 'DLI.0003', false])
      expect(message).toContain('bob may not read buckets')
    })

    it('nor by the right to write into it', async () => {
      await rights.grant('databases.shop.tables.files.columns.id')
      await rights.grant('databases.shop.tables.files', 'INSERT_INTO_TABLE')
      const { status, message } = await rights.run(
        'FROM csv.`obs://vault/rows` f INSERT INTO shop.files SELECT 2, "x" INSERT INTO own.copy SELECT f.*',
        rights.bob,
      )
      expect([status, message.includes('bob may not read buckets')]).toEqual(['FAILED', true])
    })

    it('who may read all of it may name them', async () => {
      await rights.grant('databases.shop.tables.files', 'SELECT')
      expect((await rights.run('SELECT f.* FROM shop.files e, csv.`obs://vault/rows` f', rights.bob)).rows).toContain('hidden-4716')
      await rights.grant('databases.shop.tables.files')
    })
  })

  it('is told that a table is not there where a database that it sees tells nothing of the name', async () => {
    const { status, message } = await rights.run('SELECT * FROM own.nosuch', rights.bob)
    expect(status).toBe('FAILED')
    expect(message).toContain('The table own.nosuch does not exist')
  })

  it('is refused what is done with the whole table', async () => {
    for (const sql of ['SHOW CREATE TABLE shop.people', 'INSERT INTO shop.people SELECT 2, "b", "c", "d"', 'DROP TABLE shop.people']) {
      expect(await rights.run(sql, rights.bob), sql).toMatchObject({ status: 'DLI.0003' })
    }
  })

  it('is shown these columns and no others', async () => {
    for (const sql of ['DESCRIBE shop.people', 'DESCRIBE EXTENDED shop.people', 'SHOW COLUMNS IN shop.people']) {
      const { status, rows } = await rights.run(sql, rights.bob)
      expect([sql, status]).toEqual([sql, 'FINISHED'])
      expect(rows).toContain('name')
      expect(rows).not.toContain('secret')
    }
    expect((await rights.run('DESCRIBE shop.people secret', rights.bob)).status).toBe('FAILED')
    const described = (await rights.asBob('GET', '/v1.0/{p}/databases/shop/tables/people')).text
    expect(described).toContain('"name"')
    expect(described).not.toContain('secret')
    await rights.grant('queues.default', 'SUBMIT_JOB')
    const preview = await rights.asBob('GET', '/v1.0/{p}/databases/shop/tables/people/preview')
    expect(preview.text).toContain('Ada')
    expect(preview.text).not.toMatch(/secret|hidden/)
    expect((await rights.asBob('POST', '/v1.0/{p}/jobs/check-sql', { sql: 'SELECT secret FROM shop.people' })).body).toMatchObject({
      error_code: 'DLI.0003',
    })
    expect((await rights.lab.call('GET', '/v1.0/{p}/databases/shop/tables/people/users/bob')).body).toMatchObject({
      privileges: [
        { object: `${on}.columns.id`, privileges: ['SELECT'] },
        { object: `${on}.columns.name`, privileges: ['SELECT'] },
      ],
    })
  })

  it('sees all columns with DESCRIBE_TABLE, and reads all with SELECT on the table', async () => {
    await rights.grant(on, 'DESCRIBE_TABLE')
    expect((await rights.run('DESCRIBE shop.people', rights.bob)).rows).toContain('secret')
    expect(await rights.run('SELECT secret FROM shop.people', rights.bob)).toMatchObject({ status: 'FAILED' })
    await rights.grant(on, 'SELECT')
    expect((await rights.run('SELECT * FROM shop.people', rights.bob)).rows).toContain('hidden-4713')
    await rights.grant(on)
  })
})

describe('a right on one column of a table with earlier versions', () => {
  async function readBy(keys: AddedUser | undefined, sql: string): Promise<string> {
    const end = await rights.run(sql, keys)
    expect(end, sql).toMatchObject({ status: 'FINISHED' })
    return end.rows
  }
  async function isRefused(sql: string, object: string): Promise<void> {
    const { status, message } = await rights.run(sql, rights.bob)
    expect([sql, status]).toEqual([sql, 'FAILED'])
    expect(message).toContain(`"object":"${object}"`)
  }

  it('is on that column, whatever it was called then, and goes with it when the table is put back', async () => {
    for (const sql of [
      'CREATE TABLE shop.t (id INT, secret STRING, pub STRING)',
      "INSERT INTO shop.t VALUES (1, 'TOP', 'PUB')",
      'ALTER TABLE shop.t RENAME COLUMN secret TO x',
      'ALTER TABLE shop.t RENAME COLUMN pub TO secret',
    ])
      expect(await rights.run(sql)).toMatchObject({ status: 'FINISHED' })
    await rights.grant('databases.shop.tables.t.columns.secret', 'SELECT')
    expect(await readBy(rights.bob, 'SELECT secret FROM shop.t')).toContain('PUB')
    // Of the column that has the name today it would be the wrong right.
    await isRefused('SELECT secret FROM shop.t VERSION AS OF 1', 'databases.shop.tables.t')
    expect(await readBy(rights.bob, 'SELECT pub FROM shop.t VERSION AS OF 1')).toContain('PUB')
    expect(await readBy(undefined, 'SELECT secret, pub FROM shop.t VERSION AS OF 1')).toContain('["TOP","PUB"]')
    expect(await rights.run('RESTORE TABLE shop.t TO VERSION AS OF 1')).toMatchObject({ status: 'FINISHED' })
    await isRefused('SELECT secret FROM shop.t', 'databases.shop.tables.t.columns.secret')
    expect(await readBy(rights.bob, 'SELECT pub FROM shop.t')).toContain('PUB')
  })

  it('opens none in earlier versions of a table of Delta Lake, whose log alone knows which column was which', async () => {
    const folder = join(rights.lab.home, 'buckets', 'lake', 'dm')
    await mkdir(join(folder, '_delta_log'), { recursive: true })
    expect(
      await rights.run("INSERT OVERWRITE DIRECTORY 'obs://lake/written' USING parquet SELECT 1 AS id, 'PUB' AS pub, 'TOP' AS sec"),
    ).toMatchObject({ status: 'FINISHED' })
    const [file = ''] = (await readdir(join(rights.lab.home, 'buckets', 'lake', 'written'))).filter((name) => name.endsWith('.parquet'))
    await copyFile(join(rights.lab.home, 'buckets', 'lake', 'written', file), join(folder, 'a.parquet'))
    const field = (name: string, type: string, id: number, physical: string) => ({
      ...{ name, type, nullable: true },
      metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physical },
    })
    const metaData = (fields: readonly unknown[]) => ({
      metaData: {
        ...{ id: 'x', format: { provider: 'parquet', options: {} }, partitionColumns: [], createdTime: 1 },
        schemaString: JSON.stringify({ type: 'struct', fields }),
        configuration: { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '3' },
      },
    })
    const { size } = await stat(join(folder, 'a.parquet'))
    const add = { path: 'a.parquet', partitionValues: {}, size, modificationTime: 1, dataChange: true }
    const log = (version: number, ...actions: readonly unknown[]) =>
      writeFile(
        join(folder, '_delta_log', `${String(version).padStart(20, '0')}.json`),
        actions.map((each) => JSON.stringify(each)).join('\n'),
      )
    const id = field('id', 'integer', 1, 'id')
    const first = metaData([id, field('pub', 'string', 2, 'pub'), field('sec', 'string', 3, 'sec')])
    await log(0, { protocol: { minReaderVersion: 2, minWriterVersion: 5 } }, first, { add })
    expect(await rights.run("CREATE TABLE shop.dm USING delta LOCATION 'obs://lake/dm'")).toMatchObject({ status: 'FINISHED' })
    await log(1, metaData([id, field('sec', 'string', 2, 'pub'), field('x', 'string', 3, 'sec')]))
    await rights.grant('databases.shop.tables.dm.columns.sec', 'SELECT')
    expect(await readBy(rights.bob, 'SELECT sec FROM shop.dm')).toContain('PUB')
    expect(await readBy(undefined, 'SELECT sec FROM shop.dm VERSION AS OF 0')).toContain('TOP')
    await isRefused('SELECT sec FROM shop.dm VERSION AS OF 0', 'databases.shop.tables.dm')
  })
})
