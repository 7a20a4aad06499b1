/** npm run public-files: see `about`. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SparkProcess } from '../random/spark-process.ts'
import { FileComparison, type Outcome } from './compare-file.ts'
import { FORMATS, type Options, optionsText, type PublicFormat } from './formats.ts'

const about = `npm run public-files -- <format> <folder> [options]
Reads all files of a folder in Causeway and in Apache Spark 3.3.1, and compares columns and rows: same, different, refused, for each way to read them.
Exit code 1 when a file came out different. Formats: ${Object.keys(FORMATS).join(', ')}
  --only <text>        files whose name has it
  --read <options>     one way only, as "header 'true', sep ';'" (every one of public-files/formats.ts)
  --list <word>        prints the files that came out so: different (as it is), refused, accepted, neither, same; repeatable
  --json <file>        writes one line of JSON for each file and way
  --spark <command>    what answers as Spark (python3 random/spark-answers.py, which needs pyspark 3.3.1 and Java 17)
For avro Spark needs its module of that: PYSPARK_SUBMIT_ARGS="--jars spark-avro_2.12-3.3.1.jar pyspark-shell", from Maven's org.apache.spark.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    read: { type: 'string', multiple: true },
    list: { type: 'string', multiple: true, default: ['different'] },
    json: { type: 'string' },
    spark: { type: 'string', default: `python3 ${join(import.meta.dirname, '..', 'random', 'spark-answers.py')}` },
    help: { type: 'boolean' },
  },
})

interface Result {
  readonly file: string
  readonly options: string
  readonly outcome: Outcome
}

if (values.help === true) console.log(about)
else await main(positionals)

async function main([name = '', folder]: readonly string[]): Promise<void> {
  const format = FORMATS[name]
  if (format === undefined || folder === undefined) throw new Error(`Give a format and a folder\n${about}`)
  const readings = values.read === undefined ? format.readings : values.read.map(readOptionsText)
  const files = await filesOf(resolve(folder), format)
  console.log(`${files.length} files`)
  if (values.json !== undefined) writeFileSync(values.json, '')
  const results: Result[] = []
  for (const options of readings) {
    const read = await readAll(files, resolve(folder), format, options)
    results.push(...read)
    console.log(`${optionsText(options)}: ${totals(read)}`)
  }
  process.exitCode = results.some(({ outcome }) => outcome.kind === 'different') ? 1 : 0
}

async function readAll(files: readonly string[], root: string, format: PublicFormat, options: Options): Promise<readonly Result[]> {
  const spark = new SparkProcess(values.spark.split(' '))
  const comparison = new FileComparison(spark)
  const results: Result[] = []
  try {
    for (const path of files) {
      const outcome = await comparison.compare(path, format, options)
      const file = relative(root, path)
      const result: Result = { file, options: optionsText(options), outcome }
      results.push(result)
      // At once: a file can keep Spark busy without end.
      if (values.json !== undefined) appendFileSync(values.json, `${JSON.stringify(result)}\n`)
      if (values.list.includes(outcome.kind))
        console.log(`  ${outcome.kind} ${file}${'message' in outcome ? `: ${JSON.stringify(outcome.message)}` : ''}`)
    }
  } finally {
    await comparison.end()
    spark.end()
  }
  return results
}

async function filesOf(folder: string, { names }: PublicFormat): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => values.only === undefined || path.includes(values.only))
    .toSorted()
}

function totals(results: readonly Result[]): string {
  const kinds = ['same', 'different', 'refused', 'accepted', 'neither'] as const
  const count = (kind: Outcome['kind']): number => results.filter(({ outcome }) => outcome.kind === kind).length
  const read = results.length - count('neither')
  return `${kinds.map((kind) => `${count(kind)} ${kind}`).join(', ')}; the same: ${((100 * count('same')) / Math.max(1, read)).toFixed(1)} % of those that either reads`
}

/** name 'value', name 'value' */
function readOptionsText(text: string): Options {
  return Object.fromEntries([...text.matchAll(/(\w+)\s+'([^']*)'/g)].map(([, name = '', value = '']) => [name, value]))
}
