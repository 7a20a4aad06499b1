import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chances } from '../testing/chances.ts'
import type { Api } from './support/api.ts'
import { killProcess } from './support/kill-process.ts'
import { takenUpJobsEnd } from './support/killed-lake.ts'
import { openServer } from './support/lab.ts'

/**
 * Writers of a managed table are killed at random moments, with their worker or with the whole server, while others read it: whoever reads sees one version and
 * all of it, what was acknowledged is there, and nothing of what was not stays on the disk after a start. npm run test:kill does it more often: then so many
 * writes are cut.
 */
const KILLS = Number(process.env['CAUSEWAY_TEST_KILLS'] ?? '6')
const IS_LONG = KILLS >= 30
/** Ends a test that hangs. */
const TIMEOUT_MS = 8 * 3_600_000
/** How long readers read beside writers; once round when it is not given. */
const READ_SECONDS = Number(process.env['CAUSEWAY_TEST_READ_SECONDS'] ?? '0')
/** Ends a round in which nothing can be read, and a test whose kills meet no write. */
const READS_MAX = 50
const ROUNDS_MAX = 40 * KILLS
const SERVER_KILLS = Math.ceil(KILLS / 6)
const ROWS = 2000
const chance = chances()
/** True of every row; when writers are to be met while they write, it takes its time. */
const CONDITION = IS_LONG ? 'size(filter(sequence(1, 3000), e -> e % 7 = id % 7)) >= 0' : 'true'

let api: Api
beforeAll(async () => {
  api = await openServer()
  for (const queue of ['writers', 'others', 'readers']) await api.createQueue(queue)
  await api.finish('CREATE TABLE batches (batch INT, n BIGINT)')
})
afterAll(() => api?.server.close())

interface Attempt {
  readonly batch: number
  /** Which batches go when it lands: those that are there, one that is merged into the new one, or none. */
  readonly replaces: 'all' | 'none' | number
}

/** Written by a job that finished, in this order; an overwrite begins anew. */
let written: number[] = []
/** Begun, and nobody knows how they ended. */
let uncertain: Attempt[] = []
/** Files that finished writes have made; older versions keep theirs. */
let filesLeast = 0
let filesMost = 0
let batches = 0
/** Writes that did not finish. */
let cut = 0

/** What the table may hold now, as its batches, and all that it may have held at any moment. */
let possible: ReadonlySet<string> = new Set([''])
const everPossible = new Set(possible)
/** Answers of readers. */
let answers = 0

const rowsOf = (batch: number): string => `SELECT CAST(${batch} AS INT), id FROM range(${ROWS}) WHERE ${CONDITION}`

/** A merge gives the rows of the batch before a new number, and adds those that it does not find. */
function statementOf({ batch, replaces }: Attempt): string {
  if (typeof replaces === 'string') return `INSERT ${replaces === 'all' ? 'OVERWRITE' : 'INTO'} batches ${rowsOf(batch)}`
  return `MERGE INTO batches t USING (SELECT CAST(${batch} AS INT) AS batch, id AS n FROM range(${ROWS}) WHERE ${CONDITION}) s ON t.batch = ${replaces} AND t.n = s.n
    WHEN MATCHED THEN UPDATE SET batch = s.batch WHEN NOT MATCHED THEN INSERT *`
}

const isReplaced = (batch: number, { replaces }: Attempt): boolean => replaces === 'all' || replaces === batch

const batchesIn = (content: string): readonly number[] => (content === '' ? [] : content.split(',').map(Number))

/** One write: its job finishes, fails with its worker, or is lost with the server. */
async function write(): Promise<void> {
  batches += 1
  const batch = batches
  const attempt: Attempt = { batch, replaces: batch % 4 === 0 ? 'all' : batch % 4 === 2 ? batch - 1 : 'none' }
  const sql = statementOf(attempt)
  uncertain.push(attempt)
  const after = [...possible].map((before) => [...batchesIn(before).filter((one) => !isReplaced(one, attempt)), batch].join())
  possible = new Set([...possible, ...after])
  for (const one of after) everPossible.add(one)
  const end = await api.run(sql, { queue: 'writers' }).catch(() => undefined)
  if (end?.status !== 'FINISHED') cut += 1
  if (end === undefined) return
  if (end.status === 'FINISHED') {
    possible = new Set(after)
    uncertain = uncertain.filter((one) => one !== attempt)
    written = [...written.filter((one) => !isReplaced(one, attempt)), batch]
    filesLeast += 1
    filesMost += 1
  } else {
    expect(end.message).toMatch(/worker|server|memory/i)
  }
}

/** One version, and all of it. Undefined: the reader was killed. */
async function tryToRead(): Promise<readonly number[] | undefined> {
  const sql = 'SELECT batch, count(*), min(n), max(n) FROM batches GROUP BY batch ORDER BY batch'
  const { status, jobId } = await api.run(sql, { queue: 'readers' })
  if (status !== 'FINISHED') return undefined
  const rows = (await api.get(`/v1.0/{p}/jobs/${jobId}/preview`)).body['rows']
  if (!Array.isArray(rows)) return undefined
  for (const row of rows) expect(row).toEqual([row[0], ROWS, 0, ROWS - 1])
  const seen = rows.map(([batch]) => Number(batch))
  expect(everPossible).toContain(seen.join())
  answers += 1
  return seen
}

/** While nobody writes or kills: a reader may have been killed a moment ago, and its queue's next one is not. */
async function read(): Promise<readonly number[]> {
  for (let attempt = 0; attempt < READS_MAX; attempt += 1) {
    const seen = await tryToRead()
    if (seen === undefined) continue
    expect(possible).toContain(seen.join())
    possible = new Set([seen.join()])
    return seen
  }
  throw new Error(`the table could not be read ${READS_MAX} times, though nobody was killed`)
}

/** What is there is what finished writes say, give or take those that nobody knows of. */
async function audit(): Promise<void> {
  const there = await read()
  const landed = uncertain.filter(({ batch, replaces }) => there.includes(batch) || replaces === 'all')
  const kept = written.filter((batch) => !landed.some((attempt) => isReplaced(batch, attempt)))
  expect(there).toEqual(expect.arrayContaining(kept))
  const possible = new Set([...written, ...uncertain.map(({ batch }) => batch)])
  expect(there.filter((batch) => !possible.has(batch))).toEqual([])
  written = [...there]
  const found = await filesBelow(join(api.server.home, 'warehouse'))
  filesLeast += uncertain.filter(({ batch }) => there.includes(batch)).length
  expect(found.length).toBeGreaterThanOrEqual(filesLeast)
  expect(found.length).toBeLessThanOrEqual(filesMost + uncertain.length)
  // What is not whole goes by and by, and may be among them.
  filesMost = found.length
  uncertain = []
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Any process of the server's: whoever it is, no reader may see a difference. */
async function killSomeWorker(): Promise<void> {
  const children = await api.server.children()
  killProcess(children[Math.floor(chance() * children.length)])
}

/** The process that has a file of the warehouse open for writing, a little later; none when the write ends before one is seen. */
async function killWriter(writing: Promise<void>): Promise<void> {
  let isOver = false
  void writing.then(() => {
    isOver = true
  })
  while (!isOver) {
    const children = await api.server.children()
    const pid = children[(await Promise.all(children.map(isWriting))).indexOf(true)]
    if (pid === undefined) continue
    await randomMoment(100)
    return killProcess(pid)
  }
}

async function isWriting(pid: number): Promise<boolean> {
  const warehouse = join(api.server.home, 'warehouse')
  try {
    for (const descriptor of await readdir(`/proc/${pid}/fd`)) {
      if (!(await readlink(`/proc/${pid}/fd/${descriptor}`)).startsWith(warehouse)) continue
      const [, flags = '0'] = /^flags:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8')) ?? []
      if ((Number.parseInt(flags, 8) & 3) !== 0) return true
    }
  } catch {
    // It has ended, or shows nothing to us.
  }
  return false
}

const randomMoment = (withinMs = 400): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, chance() * withinMs)
  return promise
}

const tell = (): void => console.log(`${cut} of ${batches} writes were cut, and ${answers} answers were each one version's`)

describe('a managed table', () => {
  it('whose writers are killed shows each reader one whole version', { timeout: TIMEOUT_MS }, async () => {
    let isOver = false
    const readers = Array.from({ length: 2 }, async () => {
      while (!isOver) await tryToRead()
    })
    try {
      for (let round = 0; IS_LONG ? cut < KILLS : round < KILLS; round += 1) {
        expect(round, `only ${cut} writes were cut`).toBeLessThan(ROUNDS_MAX)
        const writing = write()
        if (round % 4 === 0) {
          await randomMoment()
          await killSomeWorker()
        } else await killWriter(writing)
        await writing
        await read()
        if (IS_LONG && round % 25 === 24) tell()
      }
      await write()
      await read()
    } finally {
      isOver = true
    }
    await Promise.all(readers)
    if (IS_LONG) tell()
    for (let round = 0; round < SERVER_KILLS; round += 1) {
      const writing = write()
      await randomMoment()
      await api.server.end('SIGKILL')
      await writing
      await api.server.start()
      await takenUpJobsEnd(api)
      await audit()
    }
    expect(written.length).toBeGreaterThan(0)
  })

  it('is one version for every reader beside those that overwrite, change, restore and clean it', { timeout: TIMEOUT_MS }, async () => {
    const rows = 4000
    await api.finish(`CREATE TABLE whole (n BIGINT, version INT, part INT) PARTITIONED BY (part)`)
    const anew = (version: number): string => `INSERT OVERWRITE whole SELECT id, ${version}, CAST(id % 5 AS INT) FROM range(${rows})`
    await api.finish(anew(0))
    let lastVersion = 0
    let changes = 0
    let reads = 0
    const until = performance.now() + READ_SECONDS * 1000
    const isOver = (): boolean => performance.now() >= until && changes >= 8 && reads >= 8
    /** Each change makes all rows those of one version. One may find that another was quicker, or that what it restores is gone. */
    const change = async (queue: string): Promise<void> => {
      lastVersion += 1
      const version = lastVersion
      const sql = [
        anew(version),
        `UPDATE whole SET version = ${version}`,
        `UPDATE whole SET version = ${version}, n = n WHERE part >= 0`,
        'VACUUM whole RETAIN 0 HOURS',
        `RESTORE TABLE whole TO VERSION AS OF ${Math.max(1, changes)}`,
      ][version % 5]
      const { status, message } = await api.run(sql ?? '', { queue })
      if (status === 'FINISHED') changes += 1
      else expect(message).toMatch(/was changed while this statement ran|is no longer kept|has no version/)
    }
    const look = async (): Promise<void> => {
      const [once, twice] = await Promise.all([
        api.rows('SELECT count(*), count(DISTINCT version), count(DISTINCT part), sum(n) FROM whole', { queue: 'readers' }),
        api.rows('SELECT count(*), count(DISTINCT a.version) FROM whole a JOIN whole b ON a.n = b.n AND a.version = b.version', {
          queue: 'readers',
        }),
      ])
      expect(once).toEqual([[rows, 1, 5, (rows * (rows - 1)) / 2]])
      expect(twice).toEqual([[rows, 1]])
      reads += 2
    }
    const untilOver = async (work: () => Promise<void>): Promise<void> => {
      while (!isOver()) await work()
    }
    await Promise.all([...['writers', 'others'].map((queue) => untilOver(() => change(queue))), untilOver(look), untilOver(look)])
    if (READ_SECONDS > 0) console.log(`${changes} changes of ${lastVersion} tried, and ${reads} answers were each one version's`)
  })

  it('of which one job reads a version is not changed for it by those that overwrite it', async () => {
    await api.finish(`INSERT OVERWRITE batches ${rowsOf(0)}`, { queue: 'writers' })
    const reads = Array.from({ length: 3 }, () =>
      api.rows('SELECT count(DISTINCT a.batch), count(*) FROM batches a JOIN batches b ON a.n = b.n AND a.batch = b.batch', {
        queue: 'readers',
      }),
    )
    for (let batch = 1; batch <= 3; batch += 1) await api.finish(`INSERT OVERWRITE batches ${rowsOf(batch)}`, { queue: 'writers' })
    for (const rows of await Promise.all(reads)) expect(rows).toEqual([[1, ROWS]])
  })

  it('is read as it was, listed with its versions, restored, and rid of old ones', async () => {
    await api.finish('CREATE TABLE history AS SELECT 1 AS n')
    await api.finish('INSERT INTO history VALUES (2)')
    await api.finish('INSERT OVERWRITE history VALUES (9)')
    expect(await api.rows('SELECT n FROM history')).toEqual([[9]])
    expect(await api.rows('SELECT n FROM history VERSION AS OF 1 ORDER BY n')).toEqual([[1], [2]])
    expect(await api.rows('SELECT a.n, b.n FROM history VERSION AS OF 0 AS a CROSS JOIN history AS b')).toEqual([[1, 9]])
    expect(await api.rows("SELECT n FROM history TIMESTAMP AS OF '2999-01-01'")).toEqual([[9]])
    const history = await api.rows('DESCRIBE HISTORY history')
    expect(history.map(([version, , , operation]) => [version, operation])).toEqual([
      ['2', 'INSERT OVERWRITE'],
      ['1', 'INSERT INTO'],
      ['0', 'CREATE TABLE AS SELECT'],
    ])
    expect((await api.run('SELECT n FROM history VERSION AS OF 7')).message).toContain('has no version 7: the newest is 2')
    expect((await api.run("SELECT n FROM history TIMESTAMP AS OF '1999-01-01'")).message).toContain('was not there yet')
    expect((await api.run("SELECT n FROM history TIMESTAMP AS OF 'yesterday'")).message).toContain('is no time')
    await api.finish('RESTORE TABLE history TO VERSION AS OF 1')
    expect(await api.rows('SELECT n FROM history ORDER BY n')).toEqual([[1], [2]])
    expect(await api.rows('VACUUM history DRY RUN')).toEqual([])
    expect(await api.rows('VACUUM history RETAIN 0 HOURS DRY RUN')).toEqual([[expect.stringMatching(/^warehouse:\/history\/.*\.parquet$/)]])
    expect(await api.rows('SELECT n FROM history VERSION AS OF 2')).toEqual([[9]])
    expect(await api.rows('VACUUM history RETAIN 0 HOURS')).toEqual([['1']])
    expect(await api.rows('VACUUM history RETAIN 0 HOURS DRY RUN')).toEqual([])
    expect((await api.run('SELECT n FROM history VERSION AS OF 2')).message).toContain('is no longer kept')
    expect(await api.rows('SELECT n FROM history ORDER BY n')).toEqual([[1], [2]])
  })

  it('takes the changes of all that write it at once, when their session lets them be run anew', async () => {
    await api.finish('CREATE TABLE counter AS SELECT 1 AS id, 0 AS n')
    for (const queue of ['readers', 'writers']) await api.finish('SET causeway.sql.conflictRetries = 10', { queue })
    const add = (queue: string) => [
      api.run('UPDATE counter SET n = n + 1', { queue }),
      api.run('MERGE INTO counter c USING (SELECT 1 AS id) s ON c.id = s.id WHEN MATCHED THEN UPDATE SET n = c.n + 1', { queue }),
    ]
    const ends = await Promise.all([...add('readers'), ...add('writers'), ...add('readers')])
    expect(ends.map(({ status, message }) => [status, message])).toEqual(ends.map(() => ['FINISHED', '']))
    expect(await api.rows('SELECT n FROM counter')).toEqual([[ends.length]])
    for (const queue of ['readers', 'writers']) await api.finish('RESET causeway.sql.conflictRetries', { queue })
  })

  it('shows the columns that it had in a version, and gets them back by RESTORE', async () => {
    await api.finish("CREATE TABLE shaped AS SELECT 1 AS id, 'a' AS name")
    await api.finish('ALTER TABLE shaped RENAME COLUMN name TO title')
    await api.finish('ALTER TABLE shaped ADD COLUMNS (n INT FIRST)')
    await api.finish("INSERT INTO shaped VALUES (7, 2, 'b')")
    await api.finish('ALTER TABLE shaped DROP COLUMN title')
    await api.finish('ALTER TABLE shaped ADD COLUMN title STRING')
    expect(await api.rows('SELECT * FROM shaped ORDER BY id')).toEqual([
      [null, 1, null],
      [7, 2, null],
    ])
    expect(await api.rows('SELECT id, name FROM shaped VERSION AS OF 0')).toEqual([[1, 'a']])
    expect(await api.rows('SELECT * FROM shaped VERSION AS OF 1')).toEqual([[1, 'a']])
    expect(await api.rows('SELECT n, title FROM shaped VERSION AS OF 3 ORDER BY id')).toEqual([
      [null, 'a'],
      [7, 'b'],
    ])
    expect((await api.run('SELECT title FROM shaped VERSION AS OF 0')).message).toContain('title')
    const rows = 'SELECT now.id, old.title FROM shaped now JOIN shaped VERSION AS OF 3 AS old ON now.id = old.id ORDER BY 1'
    expect(await api.rows(rows)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    await api.finish('RESTORE TABLE shaped TO VERSION AS OF 3')
    expect(await api.rows('SELECT * FROM shaped ORDER BY id')).toEqual([
      [null, 1, 'a'],
      [7, 2, 'b'],
    ])
    await api.finish('ALTER TABLE shaped RENAME TO reshaped')
    expect(await api.rows('SELECT count(*) FROM reshaped')).toEqual([[2]])
    expect((await api.run('SELECT * FROM shaped')).message).toContain('does not exist')
    const history = await api.rows('DESCRIBE HISTORY reshaped')
    expect(history.map(([, , , operation]) => operation)).toEqual([
      ...['RESTORE TABLE', 'ADD COLUMNS', 'DROP COLUMNS', 'INSERT INTO', 'ADD COLUMNS', 'RENAME COLUMN', 'CREATE TABLE AS SELECT'],
    ])
  })

  it('that is dropped while a job reads it is read to the end', async () => {
    await api.finish('CREATE TABLE short_lived AS SELECT id FROM range(100000)')
    const sql = 'SELECT sum(a.id % 7 + b.id % 5) > 0 FROM short_lived a JOIN short_lived b ON a.id % 400 = b.id % 400'
    const jobId = String((await api.submit(sql, { queue: 'readers' })).body['job_id'])
    await api.waitForStatus(jobId, ['RUNNING', 'FINISHED'])
    await api.finish('DROP TABLE short_lived', { queue: 'writers' })
    const { status, message } = await api.waitForJob(jobId)
    // It had looked at the table before the drop, or looked after it: in either case it is told the truth.
    if (status !== 'FINISHED') expect(message).toMatch(/^(The|There is no) table (named )?default\.short_lived/)
  })
})
