import { parseArgs } from 'node:util'
import { TestWorker } from '../src/worker/fixtures/test-worker.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `What it brings to know the values in files before any is opened: time of statements over a managed table of many files, beside a worker that knows nothing of them.

Each file has 1,000 rows of an id, which only grows, a text and a number. A turn is the same statement in both workers, from the order to the end of the job; each ratio is of
one turn. Both are claimed and warm; the catalog is one in memory, the files are those of the machine's file system.`

const ROWS_OF_FILE = 1000

/** The benchmark files. Options: --files <number> (1000), --rounds <number> (15). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { files: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '15' } },
  })
  const files = wholeNumber('--files', values.files)
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const knowing = await TestWorker.start()
  const opening = await TestWorker.start({ pushesDown: false })
  try {
    for (const worker of [knowing, opening]) await fill(worker, files)
    const middle = Math.floor(files / 2) * ROWS_OF_FILE
    const statements = [
      ['one row of a file', `SELECT name FROM many WHERE id = ${middle + 7}`],
      [
        'rows of a twentieth of the files',
        `SELECT count(*), sum(size) FROM many WHERE id BETWEEN ${middle} AND ${middle + (files * ROWS_OF_FILE) / 20}`,
      ],
      ['all rows', 'SELECT count(*), sum(size) FROM many'],
      ['one row of a table of one file', 'SELECT name FROM one WHERE id = 7'],
      ['DELETE of no row', `DELETE FROM many WHERE id = ${middle} AND size < 0`],
    ] as const
    console.log(
      `\n${'ms, median'.padEnd(40)}${'opening'.padStart(10)}${'knowing'.padStart(10)}${'ratio'.padStart(8)}  opened by the knowing one`,
    )
    for (const [what, sql] of statements) {
      const turns = await measured(opening, knowing, sql, wholeNumber('--rounds', values.rounds))
      const ratio = percentile(
        turns.map(({ known, opened }) => known / opened),
        0.5,
      )
      const cells = [turns.map(({ opened }) => opened), turns.map(({ known }) => known)].map((times) => percentile(times, 0.5).toFixed(1))
      console.log(
        `${what.padEnd(40)}${cells.map((cell) => cell.padStart(10)).join('')}${ratio.toFixed(2).padStart(8)}  ${await openedFiles(knowing, sql)}`,
      )
    }
    console.log(`\nAfter:  ${await otherLoad()}`)
  } finally {
    await knowing.end()
    await opening.end()
  }
}

async function fill(worker: TestWorker, files: number): Promise<void> {
  const rows = (from: number): string => `SELECT id, concat('n', id), CAST(id % 97 AS DOUBLE) FROM range(${from}, ${from + ROWS_OF_FILE})`
  await worker.run('CREATE TABLE one (id BIGINT, name STRING, size DOUBLE)')
  await worker.run(`INSERT INTO one ${rows(0)}`)
  await worker.run("CREATE TABLE many (id BIGINT, name STRING, size DOUBLE) TBLPROPERTIES ('causeway.autoCompact' = 'false')")
  for (let file = 0; file < files; file += 1) await worker.run(`INSERT INTO many ${rows(file * ROWS_OF_FILE)}`)
}

interface Turn {
  readonly opened: number
  readonly known: number
}

async function measured(opening: TestWorker, knowing: TestWorker, sql: string, rounds: number): Promise<readonly Turn[]> {
  const turns: Turn[] = []
  // The first turn only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const isFirst = round % 2 === 0
    const before = isFirst ? await time(opening, sql) : 0
    const known = await time(knowing, sql)
    const turn = { opened: isFirst ? before : await time(opening, sql), known }
    if (round > 0) turns.push(turn)
  }
  return turns
}

async function time(worker: TestWorker, sql: string): Promise<number> {
  const begun = performance.now()
  await worker.run(sql)
  return performance.now() - begun
}

async function openedFiles(worker: TestWorker, sql: string): Promise<string> {
  const lines = (await worker.rows(`EXPLAIN ${sql}`)).flatMap((row) => String(row))
  return lines.flatMap((line) => /files \d+ of \d+/.exec(line) ?? [])[0] ?? 'files 1 of 1'
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`)
  return value
}
