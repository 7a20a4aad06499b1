import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run("CREATE TABLE s AS SELECT * FROM VALUES (1, 'p'), (2, 'q') AS v(a, b)")
})
afterAll(() => worker.end())

const folder = (name: string) => worker.inBucket(name)
const into = (name: string, format: string) => `INSERT OVERWRITE DIRECTORY 'obs://b1/${name}' USING ${format}`

describe('FROM … INSERT OVERWRITE DIRECTORY', () => {
  test('writes one folder', async () => {
    expect(await worker.run(`FROM s ${into('single', 'json')} SELECT a WHERE a = 2`)).toMatchObject({ jobType: 'EXPORT', rowCount: 1 })
    expect(await worker.rows('SELECT a FROM json.`obs://b1/single`')).toEqual([[2]])
  })

  test('writes several, each by its own query and in its own format, reading what they replace', async () => {
    await worker.run(`${into('left', 'csv')} SELECT 'old'`)
    const result = await worker.run(
      `WITH c AS (SELECT a, b FROM s) FROM c ${into('left', 'csv')} SELECT a, b ORDER BY a ${into('right', 'json')} SELECT max(a) AS top WHERE b <> 'z'
       ${into('again', 'parquet')} SELECT (SELECT count(*) FROM csv.\`obs://b1/left\`) AS n LIMIT 1`,
    )
    expect(result).toMatchObject({ jobType: 'EXPORT', rowCount: 4 })
    expect(await worker.rows('SELECT * FROM csv.`obs://b1/left`')).toEqual([
      ['1', 'p'],
      ['2', 'q'],
    ])
    expect(await worker.rows('SELECT * FROM json.`obs://b1/right`')).toEqual([[2]])
    expect(await worker.rows('SELECT * FROM parquet.`obs://b1/again`')).toEqual([[1]])
  })

  test('replaces none where one of them fails, and leaves nothing', async () => {
    await worker.run(`${into('kept', 'csv')} SELECT 'old'`)
    const before = readdirSync(folder('..'), { recursive: true }).length
    const failed = await worker.fail(`FROM s ${into('kept', 'csv')} SELECT a ${into('never', 'csv')} SELECT assert_true(a < 2, 'too much')`)
    expect(failed.error.message).toContain('too much')
    expect(await worker.rows('SELECT * FROM csv.`obs://b1/kept`')).toEqual([['old']])
    expect(existsSync(folder('never'))).toBe(false)
    expect(readdirSync(folder('..'), { recursive: true })).toHaveLength(before)
  })

  test('refuses folders that are not apart, and tables among them', async () => {
    mkdirSync(folder('apart'), { recursive: true })
    writeFileSync(join(folder('apart'), 'x'), 'x')
    for (const other of ['apart', 'apart/within']) {
      const failed = await worker.fail(`FROM s ${into('apart', 'csv')} SELECT a ${into(other, 'csv')} SELECT b`)
      expect(failed.error).toMatchObject({ kind: 'sql-semantics', message: expect.stringContaining('are not apart') })
    }
    expect(readdirSync(folder('apart'))).toEqual(['x'])
    const mixed = await worker.fail(`FROM s INSERT INTO s SELECT a, b ${into('mixed', 'csv')} SELECT a`)
    expect(mixed.error.kind).toBe('not-supported')
  })

  test('tells what it would do', async () => {
    const lines = (await worker.rows(`EXPLAIN FROM s ${into('x', 'csv')} SELECT a ${into('y', 'json')} SELECT b`)).flat().join('\n')
    expect(lines).toContain('Several folders')
    expect(lines).toContain('obs://b1/x')
    expect(lines).toContain('obs://b1/y')
  })
})
