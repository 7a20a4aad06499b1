import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chances } from '../../../testing/chances.ts'
import { type Effects, type Line, UNKNOWN_JOB } from './fixtures/kill-writer.ts'
import { startServerRooms, temporaryHome } from './fixtures/started-control.ts'
import type { Caller } from './shared/caller.ts'

/** npm run test:kill does it more often. */
const KILLS = Number(process.env['CAUSEWAY_TEST_KILLS'] ?? '15')
const chance = chances()
const WRITER = join(import.meta.dirname, 'fixtures', 'kill-writer.ts')
const home = temporaryHome()
/** Half the processor time of a round is the writer's compilation, which is kept for all of them. */
const compiled = temporaryHome()
beforeAll(() => {
  // Without a folder it only loads, and ends: one that is killed keeps nothing.
  spawnSync(process.execPath, [WRITER], { env: { ...process.env, NODE_COMPILE_CACHE: compiled } })
})
afterAll(() => {
  for (const folder of [home, compiled]) rmSync(folder, { recursive: true, force: true })
})

interface Round {
  readonly keys: ReadonlySet<string>
  readonly faults: readonly string[]
  readonly acknowledged: readonly Effects[]
  /** Changes that were begun and not acknowledged when the process was killed. */
  readonly open: readonly Effects[]
  readonly errors: string
}

/** One life of the writer: killed at a random moment after its first acknowledged change. */
async function round(caller: Caller, number: number): Promise<Round> {
  const child = spawn(process.execPath, [WRITER, home, JSON.stringify(caller), String(number)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
  let errors = ''
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString()
  })
  const closed = once(child, 'close')
  let keys: ReadonlySet<string> = new Set()
  let faults: readonly string[] = ['The writer did not start']
  const acknowledged: Effects[] = []
  const open = new Map<number, Effects>()
  for await (const text of createInterface({ input: child.stdout })) {
    const line: Line = JSON.parse(text)
    if (line.kind === 'state') {
      keys = new Set(line.keys)
      faults = line.faults
    } else if (line.kind === 'begin') {
      open.set(line.lane, line.effects)
    } else {
      if (acknowledged.length === 0) setTimeout(() => child.kill('SIGKILL'), chance() * 150)
      acknowledged.push(line.effects)
      open.delete(line.lane)
    }
  }
  await closed
  return { keys, faults, acknowledged, open: [...open.values()], errors }
}

const apply = (keys: Set<string>, effects: Effects): void => {
  for (const [key, there] of Object.entries(effects)) {
    if (there) keys.add(key)
    else keys.delete(key)
  }
}

/** Compares what a start found with what the round before had acknowledged; changes under way count when they are there as a whole. */
function compare(expected: ReadonlySet<string>, open: readonly Effects[], found: ReadonlySet<string>): readonly string[] {
  const wanted = new Set(expected)
  const problems: string[] = []
  let unknownJobs = 0
  for (const effects of open) {
    if (UNKNOWN_JOB in effects) {
      unknownJobs += 1
      continue
    }
    const happened = Object.entries(effects).map(([key, there]) => found.has(key) === there)
    const unchanged = Object.keys(effects).every((key) => found.has(key) === expected.has(key))
    if (!happened.every(Boolean) && !unchanged) problems.push(`torn: ${JSON.stringify(effects)}`)
    else if (!unchanged) apply(wanted, effects)
  }
  for (const key of wanted) if (!found.has(key)) problems.push(`lost: ${key}`)
  const surplus = [...found].filter((key) => !wanted.has(key))
  for (const key of surplus.filter((k) => !k.startsWith('job/'))) problems.push(`never acknowledged: ${key}`)
  if (surplus.filter((k) => k.startsWith('job/')).length > unknownJobs) problems.push('more jobs than were submitted')
  return problems
}

it(`Q1 C1 J1: ${KILLS} times kill -9 in the middle of changes loses nothing that was acknowledged and leaves nothing half done`, async () => {
  const first = await startServerRooms({ home })
  const { caller } = first
  await first.stop()

  let expected = new Set(['queue/default', 'database/default'])
  let open: readonly Effects[] = []
  let total = 0
  for (let number = 0; number < KILLS; number += 1) {
    const lived = await round(caller, number)
    expect({ number, faults: lived.faults, errors: lived.errors }).toEqual({ number, faults: [], errors: '' })
    expect({ number, problems: compare(expected, open, lived.keys) }).toEqual({ number, problems: [] })
    expected = new Set(lived.keys)
    for (const effects of lived.acknowledged) apply(expected, effects)
    expected.delete(UNKNOWN_JOB)
    open = lived.open
    total += lived.acknowledged.length
  }
  expect(total).toBeGreaterThanOrEqual(KILLS)

  const last = await startServerRooms({ home, caller })
  const { total: jobs } = await last.control.jobs.list(caller, { order: 'start_time_asc', limit: 1, offset: 0 })
  expect(jobs).toBeGreaterThanOrEqual([...expected].filter((key) => key.startsWith('job/')).length)
  await last.stop()
})
