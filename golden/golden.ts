/** npm run golden: Apache Spark's own golden files against Causeway. See `about`. */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { matchesGlob } from 'node:path'
import { parseArgs } from 'node:util'
import type { TestWorker } from '../src/worker/fixtures/test-worker.ts'
import { makeBaseTables, provideBaseTables } from './base-tables.ts'
import { type GoldenFile, type GoldenStatement, readGoldenFiles } from './golden-files.ts'
import { type GoldenRecord, readRecords } from './records.ts'
import { printChanges, printList, printTable, printTotals } from './report.ts'
import { readSessionAnswers } from './session-answers.ts'
import { SPARK_VERSION, sparkTestsJar } from './spark-jar.ts'
import { StatementRunner } from './statement-runner.ts'
import { type Verdict, verdictOf } from './verdict.ts'
import { ZipArchive } from './zip-archive.ts'

const about = `npm run golden -- [options]
Runs the statements of Apache Spark ${SPARK_VERSION}'s golden files as jobs of a worker, and compares the answers with Spark's.
  --only <glob>       files such as 'group-by*.sql' or 'subquery/**' (repeatable; --file is the same)
  --list <class>      prints the statements of a class: different, refused, accepted, words, endless, crashed, same
  --spark <kind>      with --list: of those that Spark answers (rows), carries out (done) or refuses (refused)
  --json <file>       writes one line of JSON for each statement
  --from <file>       reads such a file in place of a run (for --list and --against)
  --against <file>    prints what changed since the run that wrote the file
  --views-as-tables   what reads a view that Causeway refuses is tried with a table in its place
  --workers <number>  workers at once (as many as the machine has processors, at most 4)
  --minutes <number>  ends the run after so long; what was not reached is told (30)`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    list: { type: 'string' },
    spark: { type: 'string' },
    json: { type: 'string' },
    from: { type: 'string' },
    against: { type: 'string' },
    'views-as-tables': { type: 'boolean', default: false },
    workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    minutes: { type: 'string', default: '30' },
    help: { type: 'boolean' },
  },
})

const patterns = [...(values.only ?? []), ...(values.file ?? [])]
const isWanted = (file: string): boolean => patterns.length === 0 || patterns.some((pattern) => matchesGlob(file, pattern))

if (values.help === true) console.log(about)
else await main()

async function main(): Promise<void> {
  const earlier = values.against === undefined ? undefined : readRecords(values.against)
  const jar = new ZipArchive(sparkTestsJar())
  const files = readGoldenFiles(jar, readSessionAnswers()).filter(({ name }) => isWanted(name))
  const records =
    values.from === undefined
      ? await runFiles(
          files.filter(({ aside }) => aside === undefined),
          await makeBaseTables(jar),
        )
      : readRecords(values.from).filter(({ file }) => isWanted(file))
  if (values.json !== undefined) writeFileSync(values.json, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  if (values.list !== undefined) {
    printList(records.filter((one) => one.class === values.list && (values.spark === undefined || one.spark === values.spark)))
    return
  }
  printTable(records)
  printTotals(records, asideFiles(files))
  const ofSession = files.flatMap(({ statements }) => statements.filter(({ isOfSession }) => isOfSession)).length
  console.log(`${ofSession} answers are those of Spark ${SPARK_VERSION} in Causeway's session (UTC, ANSI off), not those of its files`)
  if (earlier !== undefined) printChanges(earlier, records)
}

async function runFiles(files: readonly GoldenFile[], tables: string): Promise<readonly GoldenRecord[]> {
  const startedAt = performance.now()
  const endsAt = startedAt + Number(values.minutes) * 60_000
  const results = new Map<string, readonly GoldenRecord[]>()
  // The longest first, so that no worker is left with one at the end.
  const waiting = files.toSorted((a, b) => a.statements.length - b.statements.length)
  let left = 0
  const work = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const records = await runFile(file, tables, endsAt)
      left += file.statements.length - records.length
      results.set(file.name, records)
    }
  }
  await Promise.all(Array.from({ length: Number(values.workers) }, work))
  console.error(`${((performance.now() - startedAt) / 1000).toFixed(0)} s${left === 0 ? '' : `; NOT REACHED: ${left} statements`}`)
  return files.flatMap(({ name }) => results.get(name) ?? [])
}

async function runFile(file: GoldenFile, tables: string, endsAt: number): Promise<readonly GoldenRecord[]> {
  const prepare = async (worker: TestWorker): Promise<void> => {
    await provideBaseTables(tables, worker)
    // One that Causeway has not is refused, and changes how Spark gets at an answer and not the answer: the others are aside (golden-files.ts).
    for (const setting of file.settings) await worker.start(`SET ${setting}`).ended
  }
  const runner = new StatementRunner(prepare, values['views-as-tables'])
  const records: GoldenRecord[] = []
  try {
    for (const statement of file.statements) {
      if (performance.now() > endsAt) break
      records.push(recordOf(file, statement, verdictOf(statement, await runner.run(statement.sql))))
    }
  } finally {
    await runner.end()
  }
  return records
}

function recordOf(file: GoldenFile, { number, sql, spark, aside }: GoldenStatement, verdict: Verdict): GoldenRecord {
  const sparkText = spark.kind === 'rows' ? `${spark.schema}\n${spark.output.slice(0, 4000)}` : spark.kind === 'refused' ? spark.error : ''
  return { file: file.name, number, sql, ...(aside === undefined ? {} : { aside }), spark: spark.kind, sparkText, ...verdict }
}

function asideFiles(files: readonly GoldenFile[]): ReadonlyMap<string, { files: number; statements: number }> {
  const counts = new Map<string, { files: number; statements: number }>()
  for (const { aside, statements } of files) {
    if (aside === undefined) continue
    const count = counts.get(aside) ?? { files: 0, statements: 0 }
    counts.set(aside, { files: count.files + 1, statements: count.statements + statements.length })
  }
  return counts
}
