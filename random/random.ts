/** npm run test:random: see `about`. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type RemoteFinding, runAgainstPostgres } from './against-postgres.ts'
import { type PsqlFinding, runAgainstPsql } from './against-psql.ts'
import { type Finding, runAgainstSpark } from './against-spark.ts'
import { Chance } from './chance.ts'
import { SparkProcess } from './spark-process.ts'

const about = `npm run test:random -- [options]
Random statements, until the time is over: over tables of a real PostgreSQL, with conditions pushed down, without, and over a copy of the rows here; the same over
tables of every type, with and without, and by the database itself;
and random expressions against Apache Spark 3.3.1. What differs is made small and printed. Exit code 1 when anything did.
  --seed <number>      the statements follow from it (another each time; it is printed)
  --minutes <number>   for each of the three (10)
  --only <part>        postgres or spark
  --spark <command>    what answers as Spark (python3 random/spark-answers.py, which needs pyspark 3.3.1 and Java 17)`

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    minutes: { type: 'string', default: '10' },
    only: { type: 'string' },
    spark: { type: 'string', default: `python3 ${join(import.meta.dirname, 'spark-answers.py')}` },
    help: { type: 'boolean' },
  },
})

if (values.help === true) console.log(about)
else await main()

async function main(): Promise<void> {
  const [seed, minutes] = [Number(values.seed), Number(values.minutes)]
  if (!Number.isInteger(seed) || !(minutes > 0)) throw new Error('--seed and --minutes are numbers')
  if (values.only !== undefined && values.only !== 'postgres' && values.only !== 'spark') throw new Error('--only is postgres or spark')
  console.log(`Seed ${seed}`)
  let wrong = 0
  const timer = () => {
    const endsAt = performance.now() + minutes * 60_000
    return () => performance.now() > endsAt
  }
  if (values.only !== 'spark') {
    const found = (finding: RemoteFinding): void => {
      wrong += 1
      console.log(textOfRemote(finding))
    }
    const { queries, pushed } = await runAgainstPostgres({ chance: new Chance(seed), isOver: timer(), found })
    console.log(`With PostgreSQL: ${queries} queries, ${pushed} of them with a condition pushed down`)
    const foundByPsql = (finding: PsqlFinding): void => {
      wrong += 1
      console.log(textOfPsql(finding))
    }
    const judged = await runAgainstPsql({ chance: new Chance(seed), isOver: timer(), found: foundByPsql })
    console.log(`By PostgreSQL's own answers: ${judged.queries} queries, ${judged.pushed} of them with a condition pushed down`)
  }
  if (values.only !== 'postgres') {
    const spark = new SparkProcess(values.spark.split(' '))
    try {
      const found = (finding: Finding): void => {
        wrong += 1
        console.log(textOfFinding(finding))
      }
      const counts = await runAgainstSpark({ chance: new Chance(seed), spark, isOver: timer(), found })
      console.log(`Against Spark: ${[...counts].map(([what, count]) => `${count} ${what}`).join(', ')}`)
    } finally {
      spark.end()
    }
  }
  console.log(`${wrong} found (seed ${seed})`)
  process.exitCode = wrong === 0 ? 0 : 1
}

function textOfFinding({ sql, verdict, spark }: Finding): string {
  const { class: kind, difference = '', message, ours } = verdict
  return `\n${kind} ${difference}: ${sql}\n  Spark: ${spark.replaceAll('\n', '\n         ')}\n  ours:  ${(ours ?? message ?? '').replaceAll('\n', '\n         ')}`
}

function textOfPsql({ answers, tables }: PsqlFinding): string {
  const { query, asked, pushed, whole, database } = answers
  const indented = (text: string): string => text.replaceAll('\n', '\n               ')
  return `\n${query}\n  asked for:   ${indented(asked.join('\n'))}\n  pushed down: ${indented(pushed)}\n  read whole:  ${indented(whole)}\n  database:    ${indented(database)}\n  ${tables.join('\n  ')}`
}

function textOfRemote({ answers, tables }: RemoteFinding): string {
  const { query, asked, pushed, whole, here } = answers
  const indented = (text: string): string => text.replaceAll('\n', '\n               ')
  return `\n${query}\n  asked for:   ${indented(asked.join('\n'))}\n  pushed down: ${indented(pushed)}\n  read whole:  ${indented(whole)}\n  rows here:   ${indented(here)}\n  ${tables.join('\n  ')}`
}
