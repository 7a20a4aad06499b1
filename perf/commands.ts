import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { makeIdentity, startServer } from '../testing/local-server.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `What commands take on the side of whoever gives them: processor time of causeway status, from its start to its end, behind two that have kept the compiled program,
and beside it, in turns, of node that does nothing; and the memory of causeway sql that writes all rows of a query as CSV.`

const LAUNCH = join(import.meta.dirname, '..', 'src', 'cli', 'launch.mjs')
const LIMITS = { statusMs: 250, sqlMiB: 300 }
/** Runs in the measured process, and tells at its end what it took. */
const TELLING = `data:text/javascript,${encodeURIComponent(`
import { writeSync } from 'node:fs'
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeSync(3, [(user + system) / 1000, process.resourceUsage().maxRSS / 1024].join(' '))
})`)}`

interface Taken {
  readonly processorMs: number
  readonly residentMiB: number
}

/** The benchmark commands. Options: --times <number> (9), --rows <number> (3000000). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { times: { type: 'string', default: '9' }, rows: { type: 'string', default: '3000000' } },
  })
  const [times, rows] = [Number(values.times), Number(values.rows)]
  if (!Number.isInteger(times) || times < 1 || times > 1000) throw new Error('--times must be a number from 1 to 1000')
  if (!Number.isInteger(rows) || rows < 1 || rows > 1e9) throw new Error('--rows must be a number from 1 to 1000000000')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const home = await mkdtemp(join(tmpdir(), 'causeway-perf-'))
  const identity = makeIdentity()
  const server = await startServer(identity)
  try {
    const env = {
      ...process.env,
      XDG_CACHE_HOME: home,
      XDG_CONFIG_HOME: home,
      CAUSEWAY_ENDPOINT: server.endpoint,
      CAUSEWAY_ACCESS_KEY: identity.accessKey,
      CAUSEWAY_SECRET_KEY: identity.secretKey,
      CAUSEWAY_QUEUE: 'default',
    }
    const status = (): Promise<Taken> => taken([LAUNCH, 'status'], env)
    for (let index = 0; index < 2; index += 1) await status()
    const [bare, asked]: [number[], number[]] = [[], []]
    for (let index = 0; index < times; index += 1) {
      bare.push((await taken(['--eval', '0'], env)).processorMs)
      asked.push((await status()).processorMs)
    }
    const sql = `SELECT id, id * 2 AS twice, CAST(id AS STRING) AS s, current_date() AS d, id / 3 AS third FROM range(${rows})`
    const { residentMiB } = await taken([LAUNCH, 'sql', '-e', sql, '-o', 'csv'], env, rows + 1)
    console.log(`After:  ${await otherLoad()}\n`)
    const most = percentile(asked, 0.5)
    console.log(`node that does nothing: ${percentile(bare, 0.5).toFixed(0)} ms of processor time (median of ${times})`)
    console.log(`causeway status: ${most.toFixed(0)} ms; the goal is ${LIMITS.statusMs}: ${most <= LIMITS.statusMs ? 'met' : 'MISSED'}`)
    const verdict = residentMiB <= LIMITS.sqlMiB ? 'met' : 'MISSED'
    console.log(`causeway sql, ${rows} rows as CSV: ${residentMiB.toFixed(0)} MiB at most; the goal is ${LIMITS.sqlMiB}: ${verdict}`)
  } finally {
    await server.stop()
    await rm(home, { recursive: true, force: true })
  }
}

async function taken(args: readonly string[], env: NodeJS.ProcessEnv, linesWanted?: number): Promise<Taken> {
  const child = spawn(process.execPath, ['--import', TELLING, ...args], { env, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] })
  const [, out, , told] = child.stdio
  if (out === null) throw new Error('The command has no output')
  let lines = 0
  out.on('data', (bytes: Buffer) => {
    for (const byte of bytes) if (byte === 10) lines += 1
  })
  if (!(told instanceof Readable)) throw new Error('The command cannot tell what it took')
  const [[code], said] = await Promise.all([once(child, 'exit'), text(told)])
  if (code !== 0) throw new Error(`${args.join(' ').slice(0, 200)} ended with ${String(code)}`)
  if (linesWanted !== undefined && lines !== linesWanted) throw new Error(`${lines} lines instead of ${linesWanted}`)
  const [processorMs = Number.NaN, residentMiB = Number.NaN] = said.split(' ').map(Number)
  if (Number.isNaN(processorMs + residentMiB)) throw new Error(`A command told ${JSON.stringify(said.slice(0, 100))} of what it took`)
  return { processorMs, residentMiB }
}
