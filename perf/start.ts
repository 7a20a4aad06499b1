import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `From the start of the program (as npx causeway starts it) until the first answer of /healthz, and until /readyz says that jobs can be taken, with a data folder
that two earlier starts have left. While it starts, /healthz is asked again 5 ms after each answer: the longest of these answers is what a monitor would see.
Beside it, in turns: node that prints a line and ends, twice one after the other, as the program and what starts it are two.`

const LAUNCH = join(import.meta.dirname, '..', 'src', 'cli', 'launch.mjs')
const POLL_MS = 5
/** Stops a benchmark whose server never gets ready. */
const LOOKS_MAX = 20_000

interface Start {
  readonly firstAnswerMs: number
  readonly longestAnswerMs: number
  readonly readyMs: number
}

/** The benchmark start. Options: --times <number> (9). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { times: { type: 'string', default: '9' } } })
  const times = Number(values.times)
  if (!Number.isInteger(times) || times < 1 || times > 1000) throw new Error('--times must be a number from 1 to 1000')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const home = await mkdtemp(join(tmpdir(), 'causeway-perf-'))
  try {
    for (let index = 0; index < 2; index += 1) await startOnce(home, KEEPING_MS)
    const starts: Start[] = []
    const bare: number[] = []
    for (let index = 0; index < times; index += 1) {
      bare.push(await bareNode())
      starts.push(await startOnce(home))
    }
    console.log(`After:  ${await otherLoad()}\n`)
    print('bare node, twice', bare)
    print('first answer of /healthz', of(starts, 'firstAnswerMs'))
    print('longest answer of /healthz while it starts', of(starts, 'longestAnswerMs'))
    print('ready', of(starts, 'readyMs'))
    const ratios = starts.map(({ readyMs }, index) => readyMs / (bare[index] ?? Number.NaN))
    console.log(`ready ÷ bare node, twice: ${percentile(ratios, 0.5).toFixed(1)}`)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

const of = (starts: readonly Start[], key: keyof Start): readonly number[] => starts.map((start) => start[key])

/** The server keeps what the next start needs a few seconds after it is ready. */
const KEEPING_MS = 8000

async function startOnce(home: string, thenMs = 0): Promise<Start> {
  const start = performance.now()
  const child = spawn(process.execPath, [LAUNCH, 'start', '--home', home, '--port', '0'], {
    // A first start logs in whoever has started it: nobody's own commands are to ask a server that is gone.
    env: { ...process.env, XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit')
  try {
    const seen = await watch(child, start)
    await sleep(thenMs)
    return seen
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function watch(child: ChildProcessByStdio<null, Readable, null>, start: number): Promise<Start> {
  const url = await boundAt(child)
  let firstAnswerMs: number | undefined
  let longestAnswerMs = 0
  for (let look = 0; look < LOOKS_MAX && child.exitCode === null; look += 1) {
    const asked = performance.now()
    await statusOf(`${url}/healthz`)
    const answered = performance.now()
    firstAnswerMs ??= answered - start
    longestAnswerMs = Math.max(longestAnswerMs, answered - asked)
    if ((await statusOf(`${url}/readyz`)) === 200) return { firstAnswerMs, longestAnswerMs, readyMs: performance.now() - start }
    await sleep(POLL_MS)
  }
  throw new Error('the server did not get ready')
}

/** It says so in its first line. Goes on reading what it prints. */
function boundAt(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  let printed = ''
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const url = /http:\/\/[^/\s]+/.exec(printed)?.[0]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', () => reject(new Error(`the server ended: ${printed}`)))
  })
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url)
  await response.arrayBuffer()
  return response.status
}

async function bareNode(): Promise<number> {
  const start = performance.now()
  for (let index = 0; index < 2; index += 1) await once(spawn(process.execPath, ['-e', 'console.log(1)'], { stdio: 'ignore' }), 'exit')
  return performance.now() - start
}

function print(what: string, samplesMs: readonly number[]): void {
  const [min, p50, max] = [Math.min(...samplesMs), percentile(samplesMs, 0.5), Math.max(...samplesMs)]
  console.log(
    `${what.padEnd(46)} min ${min.toFixed(0).padStart(5)}  p50 ${p50.toFixed(0).padStart(5)}  max ${max.toFixed(0).padStart(5)} ms`,
  )
}
