import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chances } from '../testing/chances.ts'
import { waitPatiently } from '../testing/patience.ts'
import { findS3Program, NO_S3_PROGRAM } from '../testing/s3-program.ts'
import type { JobEnd } from './support/api.ts'
import { killProcess } from './support/kill-process.ts'
import { type KilledLake, lakeOfFolder, lakeOfStore, takenUpJobsEnd } from './support/killed-lake.ts'

/**
 * Writers of tables at a location are killed at random moments, with their worker or with the whole server: what a statement writes is there as a whole or not at all, by
 * the table and by its path, nothing that was there is lost where it is not, and nothing else stays in the bucket. npm run test:kill does it more often, and in a store of
 * objects as well.
 */
const KILLS = Number(process.env['CAUSEWAY_TEST_KILLS'] ?? '0')
const ROUNDS = KILLS > 0 ? KILLS : 4
/** Ends a test that hangs. */
const TIMEOUT_MS = 8 * 3_600_000
const ROWS = 500
/** Ends a test in which nothing can be read. */
const TRIES_MAX = 50
const PARTITIONS = [0, 1, 2, 3, 4, 5]
const chance = chances()
const below = (count: number): number => Math.floor(chance() * count)
const some = (): readonly number[] => PARTITIONS.filter((k) => k === batch % PARTITIONS.length || chance() < 0.5)

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: kills of writers into a store of objects are not tested, for ${NO_S3_PROGRAM}`)

/** What is at the locations: of the table with partitions, and of the one without. */
interface State {
  /** partition:batch */
  readonly parts: readonly string[]
  /** Partitions that were dropped, and whose files stay. */
  readonly dropped: readonly number[]
  readonly flat: readonly number[]
  readonly directory: number
}

interface Attempt {
  readonly name: string
  readonly sql: readonly string[]
  /** What may be there when it has not ended: before, between and behind its steps, each of which is done or not. */
  readonly steps: readonly ((state: State) => State)[]
  /** Its steps come in any order: they are statements of their own. */
  readonly isParallel?: boolean
}

let batch = 0
const rowsOf = (ks: readonly number[], one = batch): string =>
  `SELECT CAST(${one} AS INT) AS batch, id AS n, explode(array(${ks.join(', ')})) AS k FROM range(${ROWS})`
const withoutK = (one = batch): string => `SELECT CAST(${one} AS INT) AS batch, id AS n FROM range(${ROWS})`

const kOf = (part: string): number => Number(part.split(':')[0])
const added = (ks: readonly number[], one = batch) => {
  const isBack = (k: number): boolean => ks.includes(k)
  return (state: State): State => ({
    ...state,
    parts: [...state.parts, ...ks.map((k) => `${k}:${one}`)],
    dropped: state.dropped.filter((k) => !isBack(k)),
  })
}
const replaced = (ks: readonly number[], gone = ks, one = batch) => {
  const add = added(ks, one)
  return (state: State): State => add({ ...state, parts: state.parts.filter((part) => !gone.includes(kOf(part))) })
}

const ATTEMPTS: readonly (() => Attempt)[] = [
  () => {
    const ks = some()
    return { name: 'insert', sql: [`INSERT INTO t ${rowsOf(ks)}`], steps: [added(ks)] }
  },
  () => {
    const k = below(PARTITIONS.length)
    return { name: 'overwrite-static', sql: [`INSERT OVERWRITE t PARTITION (k = ${k}) ${withoutK()}`], steps: [replaced([k])] }
  },
  () => {
    const ks = some()
    return { name: 'overwrite-dynamic', sql: [`INSERT OVERWRITE t PARTITION (k) ${rowsOf(ks)}`], steps: [replaced(ks)] }
  },
  () => {
    const ks = some()
    return { name: 'overwrite-all', sql: [`INSERT OVERWRITE t ${rowsOf(ks)}`], steps: [replaced(ks, PARTITIONS)] }
  },
  () => {
    const k = below(PARTITIONS.length)
    const dropped = (state: State): State =>
      state.dropped.includes(k) || !state.parts.some((part) => kOf(part) === k) ? state : { ...state, dropped: [...state.dropped, k] }
    return { name: 'drop-partition', sql: [`ALTER TABLE t DROP IF EXISTS PARTITION (k = ${k})`], steps: [dropped] }
  },
  () => {
    const one = batch
    return { name: 'overwrite-flat', sql: [`INSERT OVERWRITE flat ${withoutK()}`], steps: [(state) => ({ ...state, flat: [one] })] }
  },
  () => {
    const [one, k] = [batch, below(PARTITIONS.length)]
    const toFlat = (state: State): State => ({ ...state, flat: [...state.flat, one] })
    const sql = `FROM (${withoutK()}) s INSERT INTO flat SELECT batch, n INSERT OVERWRITE TABLE t PARTITION (k = ${k}) SELECT batch, n`
    return { name: 'multi-insert', sql: [sql], steps: [toFlat, replaced([k])] }
  },
  () => {
    const [one, ks] = [batch, some()]
    const toFlat = (state: State): State => ({ ...state, flat: [...state.flat, one] })
    const sql = [`INSERT INTO t ${rowsOf(ks)}`, `INSERT INTO flat ${withoutK()}`]
    return { name: 'parallel', sql, steps: [added(ks), toFlat], isParallel: true }
  },
  () => {
    const one = batch
    return {
      name: 'directory',
      sql: [`INSERT OVERWRITE DIRECTORY 'obs://lake/directory' USING parquet ${withoutK()}`],
      steps: [(state) => ({ ...state, directory: one })],
    }
  },
]

/** In any order of what has no order. */
const told = ({ parts, dropped, flat, directory }: State): string =>
  JSON.stringify({
    parts: parts.toSorted(),
    dropped: dropped.toSorted(),
    flat: flat.toSorted((a, b) => a - b),
    directory,
  })

/** What may be there, and what is there when all of it has been done. */
function possible({ steps, isParallel = false }: Attempt, before: State): { readonly states: readonly State[]; readonly whole: State } {
  const [first, second] = steps
  const states = [before]
  for (const step of steps) states.push(step(states.at(-1) ?? before))
  const whole = states.at(-1) ?? before
  return { states: isParallel && first !== undefined && second !== undefined ? [...states, second(before)] : states, whole }
}

const WAYS = [
  { place: 'a folder', open: lakeOfFolder, isThere: true },
  { place: 'a store of objects', open: () => lakeOfStore(program ?? ''), isThere: program !== undefined && KILLS > 0 },
]

describe.each(WAYS.filter(({ isThere }) => isThere))('tables at a location in $place', ({ open, place }) => {
  let lake: KilledLake
  let state: State
  let cut = 0

  beforeAll(async () => {
    // Of the place before this one.
    batch = 0
    lake = await open()
    const { api } = lake
    for (const queue of ['writers', 'others']) await api.createQueue(queue)
    await api.finish("CREATE TABLE t (batch INT, n BIGINT, k INT) USING parquet OPTIONS (path 'obs://lake/t') PARTITIONED BY (k)")
    await api.finish("CREATE TABLE flat (batch INT, n BIGINT) USING parquet OPTIONS (path 'obs://lake/flat')")
    await api.finish(`INSERT INTO t ${rowsOf(PARTITIONS)}`)
    await api.finish(`INSERT INTO flat ${withoutK()}`)
    await api.finish(`INSERT OVERWRITE DIRECTORY 'obs://lake/directory' USING parquet ${withoutK()}`)
    state = { parts: PARTITIONS.map((k) => `${k}:0`), dropped: [], flat: [0], directory: 0 }
  })
  afterAll(() => lake?.[Symbol.asyncDispose]())

  /** Nobody is killed meanwhile; but that a worker is gone may be seen by the first job that it gets. */
  async function finished(sql: string, queue: string): Promise<JobEnd> {
    for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
      const end = await lake.api.run(sql, { queue })
      if (end.status === 'FINISHED') return end
      expect(end.message, sql).toMatch(/^The worker was ended from outside/)
    }
    throw new Error(`${sql} did not finish ${TRIES_MAX} times`)
  }
  async function rows(sql: string): Promise<readonly unknown[][]> {
    const { jobId } = await finished(sql, 'others')
    const shown = (await lake.api.get(`/v1.0/{p}/jobs/${jobId}/preview`)).body['rows']
    if (Array.isArray(shown)) return shown
    throw new Error(`${sql} shows no rows`)
  }
  const SUMS = 'count(*), min(n), max(n)'
  const WHOLE = [ROWS, 0, ROWS - 1]
  /** The batches of a place, each of which is whole. */
  async function batches(select: string, from: string): Promise<readonly string[]> {
    const found = await rows(`SELECT ${select}, ${SUMS} FROM ${from} GROUP BY ${select}`)
    for (const row of found) expect(row.slice(1), `${from}: ${String(row[0])}`).toEqual(WHOLE)
    return found.map(([one]) => String(one))
  }

  /** By the table, and by the paths. */
  async function look(): Promise<string> {
    const key = "concat(k, ':', batch)"
    const seen = await batches(key, 't')
    const parts = await batches(key, 'parquet.`obs://lake/t`')
    const flat = await batches('batch', 'flat')
    expect((await batches('batch', 'parquet.`obs://lake/flat`')).toSorted()).toEqual(flat.toSorted())
    const [directory] = await batches('batch', 'parquet.`obs://lake/directory`')
    const [k] = PARTITIONS
    if (parts.some((part) => kOf(part) === k)) {
      const byPattern = await batches('batch', `parquet.\`obs://lake/t/k={${k},9}\``)
      expect(byPattern.toSorted()).toEqual(
        parts
          .filter((part) => kOf(part) === k)
          .map((part) => part.split(':')[1])
          .toSorted(),
      )
    }
    const ks = new Set(parts.map(kOf))
    const dropped = [...ks].filter((one) => !seen.some((part) => kOf(part) === one))
    expect(seen.toSorted()).toEqual(parts.filter((part) => !dropped.includes(kOf(part))).toSorted())
    return told({ parts, dropped, flat: flat.map(Number), directory: Number(directory) })
  }

  /** What no file is of any longer, nobody sees that it is dropped. */
  const seenOf = (one: State): string => told({ ...one, dropped: one.dropped.filter((k) => one.parts.some((part) => kOf(part) === k)) })

  async function noLitter(one: State): Promise<void> {
    for (const [folder, count] of [
      ['t', one.parts.length],
      ['flat', one.flat.length],
    ] as const) {
      const files = await waitPatiently({
        meanwhile: `There is more, or less, in ${folder} than its rows`,
        look: async () => {
          const found = await lake.files(folder)
          return found.length === count ? found : undefined
        },
        processes: () => lake.api.server.children(),
      })
      for (const file of files) expect(file).toMatch(/^(k=\d\/)?part-(\d+-)?[0-9a-f-]{36}(\.snappy)?\.parquet$/)
    }
  }

  /** Ends the worker, or the server, at a moment of its own. */
  async function kill(isOver: () => boolean): Promise<'server' | 'worker'> {
    const { server } = lake.api
    const isOfServer = chance() < 0.6
    const byTime = chance() < 0.4
    if (byTime) await new Promise((resolve) => setTimeout(resolve, chance() * 500))
    else await lake.change(1 + Math.floor(chance() ** 2 * 9), isOver)
    if (isOfServer) await server.end('SIGKILL')
    else {
      const children = await server.children()
      killProcess(children[below(children.length)])
    }
    return isOfServer ? 'server' : 'worker'
  }

  it('whose writers are killed have all that a statement writes, or nothing', { timeout: TIMEOUT_MS }, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      batch += 1
      const attempt = ATTEMPTS[below(ATTEMPTS.length)]?.()
      if (attempt === undefined) throw new Error('no attempt')
      const before = state
      let isOver = false
      const conf = attempt.name === 'overwrite-dynamic' ? ['spark.sql.sources.partitionOverwriteMode=dynamic'] : []
      const ends = Promise.all(
        attempt.sql.map(
          (sql, index): Promise<JobEnd | undefined> =>
            lake.api.run(sql, { queue: index === 0 ? 'writers' : 'others', conf }).catch(() => undefined),
        ),
      ).finally(() => {
        isOver = true
      })
      const victim = await kill(() => isOver)
      const ended = await ends
      if (victim === 'server') await lake.api.server.start()
      await takenUpJobsEnd(lake.api)
      const { states, whole } = possible(attempt, before)
      const found = await look()
      const now = states.find((one) => seenOf(one) === found)
      const how = `round ${round}, ${attempt.name}, ${victim}: ${ended.map((end) => `${end?.status} ${end?.message}`).join(' | ')}`
      if (ended.some((end) => end?.status !== 'FINISHED')) cut += 1
      expect(states.map(seenOf), how).toContain(found)
      if (ended.every((end) => end?.status === 'FINISHED')) expect(found, how).toBe(seenOf(whole))
      state = now ?? before
      await noLitter(state)
    }
    console.log(`${place}: ${cut} of ${ROUNDS} statements were cut`)
  })

  it('that are made with their rows are there with all of them, or not at all', { timeout: TIMEOUT_MS }, async () => {
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const partitioned = round % 2 === 0
      const sql = `CREATE TABLE made USING parquet OPTIONS (path 'obs://lake/made${round}') ${partitioned ? 'PARTITIONED BY (k)' : ''} AS ${rowsOf(PARTITIONS)}`
      let isOver = false
      const ends = lake.api
        .run(sql, { queue: 'writers' })
        .catch(() => undefined)
        .finally(() => {
          isOver = true
        })
      const victim = await kill(() => isOver)
      const end = await ends
      if (victim === 'server') await lake.api.server.start()
      await takenUpJobsEnd(lake.api)
      const how = `round ${round}, ${victim}: ${end?.status} ${end?.message}`
      const isMade = (await rows('SHOW TABLES')).some((row) => row[1] === 'made')
      if (!isMade) {
        await waitPatiently({
          meanwhile: `There are files of no table (${how})`,
          look: async () => ((await lake.files(`made${round}`)).length === 0 ? true : undefined),
          processes: () => lake.api.server.children(),
        })
        await finished(sql, 'writers')
      }
      expect(await rows(`SELECT count(*), count(DISTINCT n), count(DISTINCT k) FROM made`), how).toEqual([
        [ROWS * PARTITIONS.length, ROWS, PARTITIONS.length],
      ])
      await finished('DROP TABLE made', 'writers')
    }
  })
})
