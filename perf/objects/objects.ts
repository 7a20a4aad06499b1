import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ObjectStoreSettings } from '../../src/base/config.ts'
import { useOf } from '../../src/server/compute/processes/process-tree.ts'
import { signRequest } from '../../src/server/control/object-stores/sign-request.ts'
import { TestWorker } from '../../src/worker/fixtures/test-worker.ts'
import { type ByteRange, merged, pieces } from '../../src/worker/sources/object-store/byte-ranges.ts'
import { findS3Program, NO_S3_PROGRAM } from '../../testing/s3-program.ts'
import { startS3Server } from '../../testing/s3-server.ts'
import { machine, otherLoad, percentile } from '../machine.ts'
import type { BareOrder, BareTurn } from './bare-ranges.ts'

const about = `A scan of 3 of the 12 columns of a Parquet file, in three ways that take turns:

  store   by a worker, from a real S3 server (versitygw) on the loopback interface
  folder  by another worker, from a folder that holds the same file
  bare    a client that streams the same ranges of the same object from the same server to nowhere, and does nothing else

Each worker has its threads, is claimed, and has read its table once before. A ratio is of one turn, and what is shown is the median of the turns. The aim is a
time of 1.3 of the folder's. All of it shares the machine, the server too: what the bytes take of it and of the kernel whoever asks for them is in "bare".`

const COLUMNS = ['price', 'shipped', 'supplier']
const READ = 'SELECT count(*), sum(price), max(shipped), sum(supplier) FROM items'
const CONNECTIONS = 8
const PIECE_BYTES = 8 << 20
/** As a worker has them. */
const GAP_BYTES = 256 << 10
/** As the rows below come out. */
const ROWS_PER_MIB = 17_800

interface Turn extends BareTurn {
  readonly serverMs: number
}

/** The benchmark objects. Options: --mib <number> (1200): of the file, about; --rounds <number> (5); --threads <number> (2): of a worker. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mib: { type: 'string', default: '1200' },
      rounds: { type: 'string', default: '5' },
      threads: { type: 'string', default: '2' },
    },
  })
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  const program = await findS3Program()
  if (program === undefined) return console.log(`Not measured: ${NO_S3_PROGRAM}`)
  const threads = Number(values.threads)
  await using stack = new AsyncDisposableStack()
  const s3 = await startS3Server(program, { buckets: ['lake'] })
  stack.defer(s3.stop)
  const { host, port, region, accessKey, secretKey } = s3
  const store: ObjectStoreSettings = { host, port, region, accessKey, secretKey, bucket: 'lake', isTls: false, isPathStyle: true }
  const start = async (): Promise<TestWorker> => {
    const worker = await TestWorker.start({ threads, stores: { lake: store }, scratchBytesMax: 20 * 2 ** 30 })
    stack.defer(() => worker.end())
    return worker
  }
  const [fromStore, fromFolder] = [await start(), await start()]
  const file = await fromFolder.put('items/a.parquet', '')
  await writeItems(file, Math.ceil(Number(values.mib) * ROWS_PER_MIB))
  await s3.put('lake', 'items/a.parquet', await readFile(file))
  await fromStore.run("CREATE TABLE items USING parquet OPTIONS (path 'obs://lake/items')")
  await fromFolder.run("CREATE TABLE items USING parquet OPTIONS (path 'obs://b1/items')")
  const ranges = await rangesOf(file)
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)
  const wanted = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  console.log(`${mib((await stat(file)).size)} MiB, of which the 3 columns take ${mib(wanted)} MiB in ${ranges.length} requests`)
  console.log(`Before: ${await otherLoad()}\n`)

  const rows = new Set<string>()
  const ofServer = async (way: () => Promise<BareTurn>): Promise<Turn> => {
    const before = useOf(s3.pid)?.cpuMs ?? Number.NaN
    const turn = await way()
    return { ...turn, serverMs: (useOf(s3.pid)?.cpuMs ?? Number.NaN) - before }
  }
  const ways: Readonly<Record<string, () => Promise<BareTurn>>> = {
    store: () => scan(fromStore, rows),
    folder: () => scan(fromFolder, rows),
    bare: async () => {
      const requests = await Promise.all(
        ranges.map(async ({ from, to }) => ({
          asked: await signRequest(store, { kind: 'get', key: 'items/a.parquet', from, to, etag: '*' }, Date.now()),
          bytes: to - from + 1,
        })),
      )
      return await bare({ host, port, connections: CONNECTIONS, requests })
    },
  }
  const names = Object.keys(ways)
  const turns: Record<string, Turn>[] = []
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const turn: Record<string, Turn> = {}
    // Who begins changes from turn to turn.
    for (const name of names.map((_, index) => names[(index + round) % names.length] ?? '')) {
      const way = ways[name]
      if (way !== undefined) turn[name] = await ofServer(way)
    }
    if (round > 0) turns.push(turn)
  }
  if (rows.size !== 1) throw new Error(`The rows are not the same: ${[...rows].join(' and ')}`)
  print(turns)
  for (const [name, worker] of [
    ['store', fromStore],
    ['folder', fromFolder],
  ] as const)
    console.log(`${`peak of memory, ${name}`.padEnd(28)}${peakMiB(worker).toFixed(0).padStart(8)} MiB`)
  console.log(`After:  ${await otherLoad()}`)
}

async function scan(worker: TestWorker, rows: Set<string>): Promise<BareTurn> {
  const pid = worker.child.pid ?? 0
  const before = useOf(pid)?.cpuMs ?? Number.NaN
  const begun = performance.now()
  const [row] = await worker.rows(READ)
  const clockMs = performance.now() - begun
  // A sum of DOUBLEs hangs on the order in which threads add them, in its last digits.
  rows.add(JSON.stringify(row, (_key, value: unknown) => (typeof value === 'number' ? value.toPrecision(9) : value)))
  return { clockMs, cpuMs: (useOf(pid)?.cpuMs ?? Number.NaN) - before }
}

async function bare(order: BareOrder): Promise<BareTurn> {
  const client = spawn(process.execPath, [join(import.meta.dirname, 'bare-ranges.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  client.stdin.end(JSON.stringify(order))
  return JSON.parse(await text(client.stdout)) as BareTurn
}

/** Peak of what a worker holds itself; pages of files, which the kernel gives back when it needs them, are not among it. */
function peakMiB(worker: TestWorker): number {
  const status = readFileSync(`/proc/${worker.child.pid ?? 0}/status`, 'utf8')
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024
}

function print(turns: readonly Readonly<Record<string, Turn>>[]): void {
  const of = (name: string, value: (turn: Turn) => number): readonly number[] =>
    turns.map((turn) => (turn[name] === undefined ? Number.NaN : value(turn[name])))
  const line = (name: string, samples: readonly number[], digits: number): void => {
    const all = samples.map((sample) => sample.toFixed(digits)).join(' ')
    console.log(`${name.padEnd(28)}${percentile(samples, 0.5).toFixed(digits).padStart(8)}   ${all}`)
  }
  const clock = (name: string): readonly number[] => of(name, ({ clockMs }) => clockMs)
  const cpu = (name: string): readonly number[] => of(name, ({ cpuMs }) => cpuMs)
  const [store, folder, bareClock] = [clock('store'), clock('folder'), clock('bare')]
  const by = (samples: readonly number[], others: readonly number[]): readonly number[] =>
    samples.map((sample, index) => sample / (others[index] ?? Number.NaN))
  console.log('median, and each turn')
  for (const name of ['store', 'folder', 'bare']) {
    line(`${name}, ms`, clock(name), 0)
    line(`  of processor, ms`, cpu(name), 0)
    if (name !== 'folder')
      line(
        `  of the server's, ms`,
        of(name, ({ serverMs }) => serverMs),
        0,
      )
  }
  line('store ÷ folder', by(store, folder), 2)
  line(
    'store ÷ (folder + bare)',
    by(
      store,
      folder.map((ms, index) => ms + (bareClock[index] ?? Number.NaN)),
    ),
    2,
  )
  line('processor, store ÷ folder', by(cpu('store'), cpu('folder')), 2)
}

/** Of the columns, as a worker brings them. */
async function rangesOf(file: string): Promise<readonly ByteRange[]> {
  const rows = await asked(
    `SELECT least(data_page_offset, coalesce(dictionary_page_offset, data_page_offset))::DOUBLE, total_compressed_size::DOUBLE FROM parquet_metadata('${file}') WHERE path_in_schema IN (${COLUMNS.map((name) => `'${name}'`).join(', ')})`,
  )
  const ranges = rows.map(([from, bytes]) => ({ from: Number(from), to: Number(from) + Number(bytes) }))
  return merged(ranges, GAP_BYTES).flatMap((range) => pieces(range, PIECE_BYTES))
}

/** Lines of orders, about as many bytes a row as those of TPC-H have. */
async function writeItems(file: string, count: number): Promise<void> {
  await asked(`COPY (SELECT range // 4 AS order_id, hash(range) % 200000 AS part, CAST(hash(range + 1) % 10000 AS INTEGER) AS supplier, CAST(range % 4 AS INTEGER) AS line,
    CAST(1 + hash(range + 2) % 50 AS DECIMAL(15,2)) AS quantity, CAST(hash(range + 3) % 10000000 AS DOUBLE) / 100 AS price, CAST(hash(range + 4) % 11 AS DECIMAL(15,2)) / 100 AS discount,
    CAST(hash(range + 5) % 9 AS DECIMAL(15,2)) / 100 AS tax, chr(65 + CAST(hash(range + 6) % 3 AS INTEGER)) AS flag, DATE '1992-01-01' + CAST(hash(range + 7) % 2500 AS INTEGER) AS shipped,
    hash(range + 8) AS token, md5(CAST(range AS VARCHAR)) AS comment FROM range(${count})) TO '${file}' (FORMAT parquet)`)
}

async function asked(sql: string): Promise<readonly (readonly unknown[])[]> {
  const engine = await DuckDBInstance.create(':memory:')
  try {
    const connection = await engine.connect()
    const rows = (await connection.runAndReadAll(sql)).getRowsJson()
    connection.closeSync()
    return rows
  } finally {
    engine.closeSync()
  }
}
