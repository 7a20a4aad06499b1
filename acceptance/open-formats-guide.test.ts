import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Api } from './support/api.ts'
import { writeIcebergMetadata } from './support/iceberg-metadata.ts'
import { openServer } from './support/lab.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
})
afterAll(() => api?.server.close())

/** A log of 13 commits, one for each day, over the file that a job wrote there. */
async function writeDeltaLog(folder: string, bytes: number, name: string): Promise<void> {
  const fields = [
    { name: 'day', type: 'date', nullable: true, metadata: {} },
    { name: 'amount', type: 'integer', nullable: true, metadata: {} },
  ]
  const add = { add: { path: name, size: bytes, partitionValues: { day: '2024-02-01' }, modificationTime: 0, dataChange: true } }
  const first = [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: 'orders',
        format: { provider: 'parquet', options: {} },
        schemaString: JSON.stringify({ type: 'struct', fields }),
        partitionColumns: ['day'],
        configuration: { 'delta.enableInCommitTimestamps': 'true' },
      },
    },
    add,
  ]
  await mkdir(join(folder, '_delta_log'))
  for (let version = 0; version < 13; version += 1) {
    const actions = [
      { commitInfo: { operation: 'WRITE', inCommitTimestamp: Date.UTC(2024, 1, version + 1) } },
      ...(version === 0 ? first : []),
    ]
    const text = actions.map((action) => JSON.stringify(action)).join('\n')
    await writeFile(join(folder, '_delta_log', `${String(version).padStart(20, '0')}.json`), text)
  }
}

async function statementsOf(heading: string): Promise<readonly string[]> {
  const guide = await readFile(new URL('../docs/guides/open-formats.md', import.meta.url), 'utf8')
  const section = `${guide}\n## `.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/```sql\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split(/;\n/).filter((one) => one.trim() !== ''))
}

it('every statement of the guide about Delta Lake is carried out', async () => {
  const statements = await statementsOf('Delta Lake')
  expect(statements).toHaveLength(7)
  const folder = join(api.server.home, 'buckets', 'bucket', 'orders')
  await mkdir(folder, { recursive: true })
  await api.finish('CREATE DATABASE shop')
  await api.finish("CREATE TABLE written USING parquet LOCATION 'obs://bucket/orders' AS SELECT amount FROM VALUES (3), (4) AS v(amount)")
  const name = (await readdir(folder)).find((one) => one.endsWith('.parquet')) ?? ''
  await writeDeltaLog(folder, (await stat(join(folder, name))).size, name)
  for (const statement of statements) await api.finish(statement)
  expect(await api.rows('SELECT day, sum(amount) FROM shop.orders GROUP BY day')).toEqual([['2024-02-01', 7]])
  expect(await api.rows("SELECT * FROM shop.orders WHERE day > DATE'2024-01-01' ORDER BY amount")).toEqual([
    ['2024-02-01', 3],
    ['2024-02-01', 4],
  ])
  expect(await api.rows('SELECT count(*) FROM shop.mine')).toEqual([[2]])
  expect((await api.rows('DESCRIBE HISTORY shop.orders'))[0]?.slice(0, 2)).toEqual(['12', '2024-02-13 00:00:00.000'])
  const table = await api.rows('DESCRIBE TABLE EXTENDED shop.orders')
  expect(table).toContainEqual(['Provider', 'delta', ''])
  expect((await api.run("INSERT INTO shop.orders VALUES (DATE'2024-01-01', 1)")).message).toMatch(/Delta Lake/)
  expect((await api.run('ALTER TABLE shop.orders ADD COLUMNS (more INT)')).message).toMatch(/Delta Lake/)
  expect((await api.rows('SHOW CREATE TABLE shop.orders'))[0]).toEqual([expect.not.stringMatching(/amount|PARTITIONED/)])
  // What the log says of itself does not stand in the way of taking the table out of the catalog.
  await writeFile(join(folder, '_delta_log', '00000000000000000013.json'), 'damaged')
  expect((await api.run('SELECT * FROM shop.orders')).message).toContain('00000000000000000013.json, line 1, is no JSON')
  await api.finish('DROP TABLE shop.orders')
})

it('every statement of the guide about Apache Iceberg is carried out', async () => {
  const statements = await statementsOf('Apache Iceberg')
  expect(statements).toHaveLength(7)
  const folder = join(api.server.home, 'buckets', 'bucket', 'visits')
  await mkdir(folder, { recursive: true })
  await api.finish(
    "CREATE TABLE visited USING parquet LOCATION 'obs://bucket/visits' AS SELECT * FROM VALUES ('home', 1), ('home', 2) AS v(path, seconds)",
  )
  const name = (await readdir(folder)).find((one) => one.endsWith('.parquet')) ?? ''
  const write = (version: number, fields: readonly (readonly [number, string, string])[]) =>
    writeIcebergMetadata(folder, { version, dataFile: name, fields, snapshot: '3055729675574597004', at: Date.UTC(2024, 1, 1) })
  await write(1, [
    [1, 'page', 'string'],
    [2, 'seconds', 'int'],
  ])
  for (const statement of statements) await api.finish(statement)
  expect(await api.rows('SELECT page, sum(seconds) FROM shop.visits GROUP BY page')).toEqual([['home', 3]])
  expect(await api.rows('SELECT count(*) FROM shop.my_visits')).toEqual([[2]])
  expect(await api.rows('DESCRIBE TABLE EXTENDED shop.visits')).toContainEqual(['Provider', 'iceberg', ''])
  for (const statement of [
    "INSERT INTO shop.visits VALUES ('x', 1)",
    'ALTER TABLE shop.visits ADD COLUMNS (more INT)',
    'DESCRIBE HISTORY shop.visits',
  ])
    expect((await api.run(statement)).message, statement).toMatch(/Iceberg|versions/)
  await write(2, [
    [2, 'time_spent', 'long'],
    [1, 'page', 'string'],
  ])
  expect(await api.rows('SELECT * FROM shop.visits ORDER BY 1')).toEqual([
    [1, 'home'],
    [2, 'home'],
  ])
  await write(3, [[2, 'seconds', 'variant']])
  expect((await api.run('SELECT * FROM shop.visits')).message).toMatch(/column seconds is of the type variant/)
  await api.finish('DROP TABLE shop.visits')
})
