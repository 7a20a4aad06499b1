import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { STEADY_COMPILER } from '../src/base/steady-compiler.ts'
import { makeProgramPack } from '../src/server/compute/engines/duckdb/program-pack.ts'
import { useOf } from '../src/server/compute/processes/process-tree.ts'
import { machine, otherLoad, percentile } from './machine.ts'
import { compareStarts } from './worker-start.ts'

const about = `What a worker costs: processor time from its start until it says that it can be taken, and until it is warm; memory when it is warm.
Beside it, in the same run and in turns: bare node, and node that has opened a DuckDB and asked it once. Without the wrapping programs of the sandbox, under
the same permissions. Private: memory that it shares with nobody, as the kernel counts it; written: what of that is not the pages of programs' files, which the next
worker shares. Last: how long a start as the server's takes, with the whole sandbox and without.`

const SOURCE = join(import.meta.dirname, '..', 'src')
// Where the modules are a link, node looks for a package behind the link's own name, and loads its files by the name of what it leads to.
const MODULES = join(SOURCE, '..', 'node_modules')
const READABLE = [SOURCE, ...new Set([MODULES, realpathSync(MODULES)])]
const DUCKDB = `
  import { DuckDBInstance } from '@duckdb/node-api'
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.runAndReadAll('SELECT 1')
`
const HELD = `import { writeSync } from 'node:fs'; writeSync(4, '{"kind":"ready"}\\n{"kind":"warm"}\\n'); process.on('message', () => {})`

interface Cost {
  readonly readyCpuMs: number
  readonly warmCpuMs: number
  readonly privateMiB: number
  readonly writtenMiB: number
  readonly residentMiB: number
}

/** The benchmark worker. Options: --times <number> of each kind (5). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { times: { type: 'string', default: '5' } } })
  const times = Number(values.times)
  if (!Number.isInteger(times) || times < 1 || times > 1000) throw new Error('--times must be a number from 1 to 1000')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const home = await mkdtemp(join(tmpdir(), 'causeway-perf-'))
  try {
    const { file: pack } = await makeProgramPack(SOURCE, join(home, 'pack'), false)
    const hooks = `--import=${join(SOURCE, 'worker', 'program-pack.mjs')}`
    const packed = [`--import=file://${join(SOURCE, 'worker', 'program-pack.mjs')}?file=${encodeURIComponent(pack)}`]
    const main = join(SOURCE, 'worker', 'main.ts')
    const kinds = [
      { what: 'bare node', args: ['--input-type=module', '-e', HELD] },
      { what: 'node + DuckDB', args: ['--input-type=module', '-e', `${DUCKDB}${HELD}`] },
      { what: 'worker, each file on its own', args: [hooks, main] },
      { what: 'worker', args: [...packed, main] },
    ].map((kind) => ({ ...kind, costs: [] as Cost[] }))
    for (let round = 0; round < times; round += 1) for (const kind of kinds) kind.costs.push(await costOf(kind.args, home))
    console.log(`After:  ${await otherLoad()}\n`)
    print(kinds)
    await compareStarts(2 * times)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

async function costOf(args: readonly string[], home: string): Promise<Cost> {
  const permissions = [
    '--disable-warning=SecurityWarning',
    STEADY_COMPILER,
    '--expose-gc',
    '--permission',
    '--allow-addons',
    '--allow-worker',
  ]
  const folders = [...READABLE, home].map((folder) => `--allow-fs-read=${folder}/*`)
  const child = spawn(process.execPath, [...permissions, ...folders, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'],
    env: {},
    cwd: join(SOURCE, '..'),
  })
  const { pid } = child
  if (pid === undefined) throw new Error('node could not be started')
  try {
    const warm = Promise.withResolvers<number>()
    let readyCpuMs = 0
    child.once('exit', (code) => warm.reject(new Error(`it ended with exit code ${code}`)))
    const messages = child.stdio[4]
    if (!(messages instanceof Readable)) throw new Error('node has no pipe for its messages')
    createInterface({ input: messages }).on('line', (line) => {
      const message: unknown = JSON.parse(line)
      if (typeof message !== 'object' || message === null || !('kind' in message)) return
      if (message.kind === 'ready') readyCpuMs = useOf(pid)?.cpuMs ?? 0
      if (message.kind === 'warm') warm.resolve(useOf(pid)?.cpuMs ?? 0)
    })
    const warmCpuMs = await warm.promise
    await sleep(200)
    const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    const mib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(memory)?.[1] ?? 0) / 1024
    const writtenMiB = mib('Private_Dirty')
    return { readyCpuMs, warmCpuMs, privateMiB: mib('Private_Clean') + writtenMiB, writtenMiB, residentMiB: mib('Rss') }
  } finally {
    child.removeAllListeners('exit')
    child.kill('SIGKILL')
  }
}

function print(kinds: readonly { readonly what: string; readonly costs: readonly Cost[] }[]): void {
  const median = (costs: readonly Cost[], of: keyof Cost): number =>
    percentile(
      costs.map((cost) => cost[of]),
      0.5,
    )
  const columns = ['readyCpuMs', 'warmCpuMs', 'privateMiB', 'writtenMiB', 'residentMiB'] as const
  const bare = kinds[0]?.costs ?? []
  console.log(
    `${'p50; in brackets: times bare node'.padEnd(34)}${['ready, ms', 'warm, ms', 'private, MiB', 'written, MiB', 'resident, MiB'].map((name) => name.padStart(17)).join('')}`,
  )
  for (const { what, costs } of kinds) {
    const cells = columns.map((column) => {
      const value = median(costs, column)
      return `${value.toFixed(0)} (${(value / Math.max(1, median(bare, column))).toFixed(1)})`.padStart(17)
    })
    console.log(`${what.padEnd(34)}${cells.join('')}`)
  }
}
