import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { ROW_PIECES_AHEAD_MAX } from '../../../protocol/row-pieces.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start({ threads: 4, memoryBytesMax: 256 << 20 })
})
afterAll(() => worker.end())

/** All rows of a query, as the texts that came. */
async function streamed(sql: string) {
  let text = ''
  const end = await worker.stream(sql, async (piece) => {
    text += piece
  }).ended
  return { end, lines: text.split('\n').slice(0, -1) }
}

const numbers = (count: number): string => `SELECT explode(sequence(1, ${count})) AS x`

test.each([
  'SELECT CAST(9007199254740993 AS BIGINT) AS a, CAST(12345678901234567890.0123456789 AS DECIMAL(38,10)) AS b, CAST(0.1 AS FLOAT) AS c, \'a\n"b" é😀\' AS d',
  "SELECT NULL AS a, array() AS b, array(NULL) AS c, map('k', NULL) AS d, named_struct('n', NULL) AS e",
  "SELECT array(1, NULL) AS a, map('k', 1.5D) AS b, named_struct('n', CAST('x' AS BINARY), 'm', true) AS c, CAST('NaN' AS DOUBLE) AS d, -0.0D AS e",
  "SELECT DATE'0001-01-01' AS a, TIMESTAMP'2024-02-29 01:02:03.5' AS b, CAST(NULL AS STRING) AS c, '' AS d",
  'SELECT x FROM (SELECT explode(array(3, 1, 2)) AS x) t WHERE x > 5',
])('a streamed row has the text of a kept one: %s', async (sql) => {
  const kept = await worker.run(sql)
  const { end, lines } = await streamed(sql)
  expect(lines).toEqual(kept.rowsJson)
  expect(end).toMatchObject({ kind: 'job-finished', result: { columns: kept.columns, rowsJson: kept.rowsJson, rowCount: kept.rowCount } })
  expect(worker.columns.at(-1)).toEqual(kept.columns)
})

test('a statement that is no query by now has no rows to be streamed, and nothing of it is done', async () => {
  const { ended } = worker.stream('CREATE DATABASE never')
  expect(await ended).toMatchObject({ kind: 'job-failed', error: { kind: 'not-supported' } })
  expect(worker.databases.has('never')).toBe(false)
})

test('every row comes once, in the order of the query, on several threads of the engine too', async () => {
  const { end, lines } = await streamed(`SELECT x, concat('row ', x) AS t FROM (${numbers(300_000)}) t ORDER BY x DESC`)
  expect(lines).toHaveLength(300_000)
  expect(lines.findIndex((line, index) => line !== `[${300_000 - index},"row ${300_000 - index}"]`)).toBe(-1)
  expect(end).toMatchObject({ kind: 'job-finished', result: { rowCount: 300_000 } })
  if (end.kind === 'job-finished') expect(end.result.rowsJson).toEqual(lines.slice(0, 1_000))
})

test('a reader that takes nothing has so many pieces and no more; the job waits, and goes on', async () => {
  const pieces: string[] = []
  const room = Promise.withResolvers<void>()
  const job = worker.stream(numbers(400_000), async (piece) => {
    pieces.push(piece)
    await room.promise
  })
  await expect.poll(() => pieces.length).toBe(ROW_PIECES_AHEAD_MAX)
  // It has time to send more, if it would: another thread of it answers.
  for (let n = 0; n < 20; n += 1) await worker.analyze('SELECT 1', 'syntax')
  expect(pieces).toHaveLength(ROW_PIECES_AHEAD_MAX)
  room.resolve()
  expect(await job.ended).toMatchObject({ kind: 'job-finished', result: { rowCount: 400_000 } })
  expect(pieces.join('').split('\n')).toHaveLength(400_001)
})

test('a cancel ends a stream whose reader takes nothing, and one that is busy; the worker goes on', async () => {
  const waiting = worker.stream(numbers(5_000_000), () => Promise.withResolvers<void>().promise)
  await worker.analyze('SELECT 1', 'syntax')
  worker.cancel(waiting.jobId)
  expect((await waiting.ended).kind).toBe('job-cancelled')
  const busy = worker.stream(endlessSql)
  worker.cancel(busy.jobId)
  expect((await busy.ended).kind).toBe('job-cancelled')
  expect((await streamed('SELECT 1 AS one')).lines).toEqual(['[1]'])
})

test('a failure in a late row fails the job, whatever has been sent', async () => {
  await worker.tableWithBadLastRow('late', 250_000)
  const { end, lines } = await streamed('SELECT x FROM default.late')
  expect(end).toMatchObject({ kind: 'job-failed', error: { message: expect.stringContaining('not-a-number') } })
  expect(lines.length).toBeLessThan(250_000)
})

test('a row that is too long is refused with its number, and long ones that are not are whole', async () => {
  const { end } = await streamed(
    "SELECT repeat('x', CASE WHEN x = 3 THEN 9000000 ELSE 5000000 END) AS a FROM (SELECT explode(array(1, 2, 3)) AS x) t",
  )
  expect(end).toMatchObject({ kind: 'job-failed', error: { kind: 'limit-exceeded', message: expect.stringContaining('Row 3') } })
  const { lines } = await streamed("SELECT repeat('é', 5000000) AS a FROM (SELECT explode(array(1, 2)) AS x) t")
  expect(lines.map((line) => line.length)).toEqual([5_000_004, 5_000_004])
})

test.runIf(process.platform === 'linux')('a large result takes no more memory than a small one', async () => {
  // One of its own: where the other tests have been, there is room for a whole result below the peak.
  const own = await TestWorker.start({ threads: 4, memoryBytesMax: 256 << 20 })
  onTestFinished(() => own.end())
  const peakBytes = (): number => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${own.child.pid}/status`, 'utf8'))?.[1]) * 1024
  const sql = (rows: number): string => `SELECT id, repeat('y', 1000) AS t FROM range(${rows})`
  await own.stream(sql(60_000)).ended
  const before = peakBytes()
  let bytes = 0
  const end = await own.stream(sql(600_000), async (piece) => {
    bytes += piece.length
  }).ended
  expect(end).toMatchObject({ kind: 'job-finished', result: { rowCount: 600_000 } })
  expect(bytes).toBeGreaterThan(600_000_000)
  expect(peakBytes() - before).toBeLessThan(bytes / 3)
})
