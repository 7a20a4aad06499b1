import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitPatiently } from '../testing/patience.ts'
import type { Api } from './support/api.ts'
import { Person } from './support/command-line.ts'
import { openServer } from './support/lab.ts'

let api: Api
let ada: Person
beforeAll(async () => {
  ;[api, ada] = await Promise.all([openServer(), Person.come()])
})
afterAll(async () => {
  await ada?.leave()
  await api?.server.close()
})

const ROWS = 20
const rowsOf = (batch: number): string => `SELECT ${batch} AS batch, id FROM (SELECT explode(sequence(1, ${ROWS})) AS id)`

/** Writes batch after batch until it is told to stop; the last of them that had ended is known at any time. */
class Writer {
  ended = 0
  #stopped = false
  readonly #work: Promise<void>

  constructor(statements: (batch: number) => readonly string[], queue: string) {
    const work = async (): Promise<void> => {
      for (let batch = 1; !this.#stopped; batch += 1) {
        for (const sql of statements(batch)) await api.finish(sql, { queue })
        this.ended = batch
      }
    }
    this.#work = work()
    this.#work.catch(() => undefined)
  }

  async has(batches: number): Promise<void> {
    await waitPatiently({
      meanwhile: `${this.ended} of ${batches} batches are written`,
      look: () => (this.ended >= batches ? true : undefined),
      over: async () => (await failureOf(this.#work))?.message,
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#work
  }
}

const failureOf = async (work: Promise<void>): Promise<Error | undefined> =>
  await Promise.race([
    work.then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown))),
    ),
    Promise.resolve(undefined),
  ])

it('a backup of a running server holds every row that was committed before it, and of each statement beside it all or nothing', async () => {
  // Makes the copying of buckets long enough for statements to meet it.
  await mkdir(join(api.server.home, 'buckets', 'archive'), { recursive: true })
  await writeFile(join(api.server.home, 'buckets', 'archive', 'large'), Buffer.alloc(150 << 20, 7))
  expect((await api.put('/causeway/v1/{p}/buckets/lake')).status).toBeLessThan(300)
  for (const queue of ['q1', 'q2', 'q3', 'q4']) await api.createQueue(queue)
  await api.finish('CREATE TABLE managed (batch INT, id INT)')
  await api.finish('CREATE TABLE replaced (batch INT, id INT)')
  await api.finish("CREATE TABLE stored (batch INT, id INT) USING parquet LOCATION 'obs://lake/stored'")
  await api.finish("CREATE TABLE parted (batch INT, id INT, p INT) USING parquet OPTIONS (path 'obs://lake/parted') PARTITIONED BY (p)")
  const managed = new Writer((batch) => [`INSERT INTO managed ${rowsOf(batch)}`], 'q1')
  const stored = new Writer((batch) => [`INSERT INTO stored ${rowsOf(batch)}`], 'q2')
  const replaced = new Writer((batch) => [`INSERT OVERWRITE replaced ${rowsOf(batch)}`, 'VACUUM replaced RETAIN 0 HOURS'], 'q3')
  // Its new files have their names before the old ones go.
  const parted = new Writer((batch) => [`INSERT OVERWRITE parted SELECT batch, id, id % 5 FROM (${rowsOf(batch)})`], 'q4')
  const writers = [managed, stored, replaced, parted]
  for (const writer of writers) await writer.has(2)

  const copies: { readonly into: string; readonly before: readonly number[] }[] = []
  for (const name of ['one', 'two']) {
    const before = writers.map(({ ended }) => ended)
    const into = join(api.server.folder, name)
    const made = await ada.run(['backup', into, '--home', api.server.home])
    expect(made, made.stderr).toMatchObject({ code: 0, stderr: expect.stringContaining('is copied into') })
    copies.push({ into, before })
    for (const [index, writer] of writers.entries()) await writer.has((before[index] ?? 0) + 1)
  }
  for (const writer of writers) await writer.stop()
  expect((await ada.run(['backup', copies[0]?.into ?? '', '--home', api.server.home])).stderr).toContain('is not empty')
  await api.server.end('SIGTERM')

  for (const { into, before } of copies) {
    expect(await readdir(into)).toEqual(expect.arrayContaining(['causeway.db', 'master.key', 'warehouse', 'buckets', 'project-buckets']))
    await rm(api.server.home, { recursive: true })
    const restored = await ada.run(['restore', into, '--home', api.server.home])
    expect(restored, restored.stderr).toMatchObject({ code: 0 })
    // Its keys open what is sealed: the requests are signed by one.
    await api.server.start()
    for (const [table, least] of [
      ['managed', before[0] ?? 0],
      ['stored', before[1] ?? 0],
    ] as const) {
      const batches = await api.rows(`SELECT batch, count(DISTINCT id), count(*) FROM ${table} GROUP BY batch ORDER BY batch`)
      expect(batches.length, table).toBeGreaterThanOrEqual(least)
      expect(batches, table).toEqual(batches.map((_, index) => [index + 1, ROWS, ROWS]))
    }
    for (const [table, least] of [
      ['replaced', before[2] ?? 0],
      ['parted', before[3] ?? 0],
    ] as const) {
      const [[batch, count] = []] = await api.rows(`SELECT max(batch), count(*) FROM ${table} HAVING min(batch) = max(batch)`)
      expect(Number(batch), table).toBeGreaterThanOrEqual(least)
      expect(count, table).toBe(ROWS)
    }
    await api.finish(`INSERT INTO managed ${rowsOf(1_000_000)}`)
    await api.server.end('SIGTERM')
  }
})

it('is made by nobody but who has the data folder', async () => {
  await api.server.start()
  const into = join(api.server.folder, 'stolen')
  expect(await api.post('/causeway/v1/backup', { into })).toMatchObject({ status: 403 })
  expect(await readdir(api.server.folder)).not.toContain('stolen')
})
