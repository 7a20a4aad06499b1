import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { link } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { useOf } from '../src/server/compute/processes/process-tree.ts'
import { TestWorker } from '../src/worker/fixtures/test-worker.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `What it costs to read text files by Spark's rules: a worker's processor time, time on the clock and peak of memory, beside the engine alone with its own reader.

A file of lines, made anew: a number, three texts, a decimal, a timestamp, and in JSON an array and a struct besides. The statement adds up or counts every column. Each
reading has a process of its own; both take turns, and a ratio is of one turn.`

const FORMATS = {
  csv: {
    line: (id: number) => `${id},customer ${id % 9973},${CITIES[id % 5]},"a, note ${id % 101}",${(id % 99991) / 100},${clock(id)}\n`,
    columns: [
      ['id', 'BIGINT'],
      ['name', 'STRING'],
      ['city', 'STRING'],
      ['note', 'STRING'],
      ['price', 'DOUBLE'],
      ['seen', 'TIMESTAMP'],
    ],
    reader: 'read_csv',
    ownOptions: "header=false, auto_detect=false, delim=',', quote='\"'",
    nested: '',
  },
  json: {
    line: (id: number) =>
      `{"id":${id},"name":"customer ${id % 9973}","city":"${CITIES[id % 5]}","note":"a, note ${id % 101}","price":${(id % 99991) / 100},"seen":"${clock(id)}","tags":["a","b${id % 7}"],"place":{"street":"Long Street","number":${id % 300}}}\n`,
    columns: [
      ['id', 'BIGINT'],
      ['name', 'STRING'],
      ['city', 'STRING'],
      ['note', 'STRING'],
      ['price', 'DOUBLE'],
      ['seen', 'TIMESTAMP'],
      ['tags', 'ARRAY<STRING>'],
      ['place', 'STRUCT<street: STRING, number: INT>'],
    ],
    reader: 'read_json',
    ownOptions: "format='newline_delimited', auto_detect=false",
    nested: ', count(tags), sum(place.number)',
  },
} as const

const CITIES = ['Berlin', 'São Paulo', '上海', 'Nairobi', 'Reykjavík']
const clock = (id: number): string => new Date(1_700_000_000_000 + id * 61_000).toISOString().slice(0, 19).replace('T', ' ')
const ENGINE_TYPES: Readonly<Record<string, string>> = {
  STRING: 'VARCHAR',
  'ARRAY<STRING>': 'VARCHAR[]',
  'STRUCT<street: STRING, number: INT>': 'STRUCT(street VARCHAR, number INTEGER)',
}

interface Turn {
  readonly cpuMs: number
  readonly clockMs: number
  readonly peakMiB: number
  readonly row: string
}

/** The benchmark read-files. Options: --format csv|json (json), --mib <number> (200), --rounds <number> (3), --threads <number> (1). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      format: { type: 'string', default: 'json' },
      mib: { type: 'string', default: '200' },
      rounds: { type: 'string', default: '3' },
      threads: { type: 'string', default: '1' },
    },
  })
  if (values.format !== 'csv' && values.format !== 'json') throw new Error('--format is csv or json')
  const format = FORMATS[values.format]
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const home = await TestWorker.start()
  const file = join(home.buckets, 'b1', `rows.${values.format}`)
  try {
    const rows = await writeRows(file, format.line, Number(values.mib) * 2 ** 20)
    console.log(`${rows} rows in ${values.mib} MiB of ${values.format}\n`)
    const turns: { readonly ours: Turn; readonly own: Turn }[] = []
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const ours = await ofWorker(file, values.format, Number(values.threads))
      const own = await ofEngine(file, values.format, values.threads)
      const [mine, its] = [ours.row, own.row].map((row) => row.replaceAll('"', ''))
      if (mine !== its) throw new Error(`The rows are not the same: ${mine} and ${its}`)
      turns.push({ ours, own })
    }
    print(turns)
  } finally {
    await home.end()
  }
  console.log(`After:  ${await otherLoad()}`)
}

async function writeRows(file: string, line: (id: number) => string, bytesMin: number): Promise<number> {
  const out = createWriteStream(file)
  let [id, bytes] = [0, 0]
  while (bytes < bytesMin) {
    let text = ''
    for (let index = 0; index < 5000; index += 1) {
      text += line(id)
      id += 1
    }
    bytes += Buffer.byteLength(text)
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return id
}

const statementOf = ({ nested }: { readonly nested: string }, from: string): string =>
  `SELECT count(*), sum(id), count(name), count(city), count(note), max(price), max(seen)${nested} FROM ${from}`

async function ofWorker(file: string, kind: keyof typeof FORMATS, threads: number): Promise<Turn> {
  const format = FORMATS[kind]
  const worker = await TestWorker.start({ threads })
  const pid = worker.child.pid ?? 0
  try {
    await link(file, join(worker.buckets, 'b1', `rows.${kind}`))
    const columns = format.columns.map(([name, type]) => `${name} ${type}`).join(', ')
    await worker.run(`CREATE TABLE many_rows (${columns}) USING ${kind} OPTIONS (path 'obs://b1/rows.${kind}')`)
    const before = useOf(pid)?.cpuMs ?? 0
    const begun = performance.now()
    const [row] = await worker.rows(statementOf(format, 'many_rows'))
    const clockMs = performance.now() - begun
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return { cpuMs: (useOf(pid)?.cpuMs ?? 0) - before, clockMs, peakMiB: Number(peak ?? 0) / 1024, row: JSON.stringify(row) }
  } finally {
    await worker.end()
  }
}

async function ofEngine(file: string, kind: keyof typeof FORMATS, threads: string): Promise<Turn> {
  const format = FORMATS[kind]
  const columns = format.columns.map(([name, type]) => `${name}: '${ENGINE_TYPES[type] ?? type}'`).join(', ')
  const sql = statementOf(format, `${format.reader}('${file}', ${format.ownOptions}, columns={${columns}})`)
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'read-files-bare.ts'), sql, threads])
  return JSON.parse(stdout) as Turn
}

function print(turns: readonly { readonly ours: Turn; readonly own: Turn }[]): void {
  console.log(`${'median'.padEnd(30)}${'alone'.padStart(10)}${'as Spark'.padStart(10)}${'ratio'.padStart(8)}`)
  for (const [name, key] of [
    ['processor time, ms', 'cpuMs'],
    ['time on the clock, ms', 'clockMs'],
    ['peak of memory, MiB', 'peakMiB'],
  ] as const) {
    const median = (of: (turn: (typeof turns)[number]) => number): number => percentile(turns.map(of), 0.5)
    const cells = [median(({ own }) => own[key]).toFixed(0), median(({ ours }) => ours[key]).toFixed(0)]
    const ratio = median(({ ours, own }) => ours[key] / own[key]).toFixed(2)
    console.log(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(10)).join('')}${ratio.padStart(8)}`)
  }
}
