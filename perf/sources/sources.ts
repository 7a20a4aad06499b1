import { parseArgs } from 'node:util'
import { useOf } from '../../src/server/compute/processes/process-tree.ts'
import { TestWorker } from '../../src/worker/fixtures/test-worker.ts'
import { machine, otherLoad, percentile } from '../machine.ts'
import type { Place } from './place.ts'
import { PLACES } from './places.ts'
import { READ } from './rows.ts'

const about = `A table of each source, read whole by Causeway, beside what the source's own fastest client streams to /dev/null.

One turn is a reading in either way; a ratio is of one turn, and what is shown is the median of the turns. The aim is a speed of 0.8 of the client's, at least.
Causeway makes columns of all values, and looks at each; its worker is claimed and warm, and has two threads. Clients, servers and worker share the machine.`

/** The benchmark sources. Options: --rows <number> (600000): of a table, a tenth of it are hashes and documents; --rounds <number> (5), --only <text>: sources of that name. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '600000' },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
    },
  })
  const [rows, rounds] = [wholeNumber('--rows', values.rows), wholeNumber('--rounds', values.rounds)]
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}\n`)
  const heads = ['rows', 'Causeway ms', 'of processor', 'client ms', 'speed ÷ client']
  console.log(`${'medians'.padEnd(NAME_LENGTH)}${heads.map((head) => head.padStart(CELL_LENGTH)).join('')}  client`)
  for (const { name, share, start } of PLACES) {
    if (!name.toLowerCase().includes(values.only.toLowerCase())) continue
    const count = Math.ceil(rows * share)
    const place = await start(count)
    if (typeof place === 'string') console.log(`${name.padEnd(NAME_LENGTH)}  not measured: ${place}`)
    else await measured(name, place, { rows: count, rounds })
  }
  console.log(`\nAfter:  ${await otherLoad()}`)
}

const NAME_LENGTH = 12
const CELL_LENGTH = 16

async function measured(name: string, place: Place, { rows, rounds }: { readonly rows: number; readonly rounds: number }): Promise<void> {
  try {
    const worker = await TestWorker.start({ addresses: { [place.address]: place.server }, credentials: { a1: place.user } })
    try {
      await worker.run(place.table)
      await place.fill(worker)
      const { client } = place
      const ours: number[] = []
      const processor: number[] = []
      const theirs: number[] = []
      const own = async (): Promise<void> => {
        const [[count, isNull] = []] = (await worker.rows(READ)) as readonly (readonly unknown[])[]
        if (count !== rows || isNull !== false)
          throw new Error(`${name}: not all of its ${rows} rows were read, or not as they were: ${count}, ${isNull}`)
      }
      // The first turn only warms up; who begins changes from turn to turn.
      for (let round = 0; round <= rounds; round += 1) {
        const [before, [ownMs, otherMs]] = [cpuMs(worker), await turn(own, client.read, round % 2 === 1)]
        if (round === 0) continue
        ours.push(ownMs)
        processor.push(cpuMs(worker) - before)
        if (otherMs !== undefined) theirs.push(otherMs)
      }
      const speeds = theirs.map((ms, index) => ms / (ours[index] ?? Number.NaN))
      const cells = [String(rows), shown(ours, 0), shown(processor, 0), shown(theirs, 0), shown(speeds, 2)]
      const missing = client.read === undefined ? ', which cannot be had here' : ''
      console.log(`${name.padEnd(NAME_LENGTH)}${cells.map((cell) => cell.padStart(CELL_LENGTH)).join('')}  ${client.name}${missing}`)
    } finally {
      await worker.end()
    }
  } finally {
    await place.client.end?.()
    await place.stop()
  }
}

async function turn(
  own: () => Promise<void>,
  other: (() => Promise<void>) | undefined,
  otherFirst: boolean,
): Promise<readonly [number, number | undefined]> {
  const before = otherFirst && other !== undefined ? await time(other) : undefined
  const ownMs = await time(own)
  return [ownMs, before ?? (other === undefined ? undefined : await time(other))]
}

async function time(way: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await way()
  return performance.now() - begun
}

const cpuMs = (worker: TestWorker): number => (worker.child.pid === undefined ? undefined : useOf(worker.child.pid))?.cpuMs ?? Number.NaN

const shown = (list: readonly number[], digits: number): string => (list.length === 0 ? '–' : percentile(list, 0.5).toFixed(digits))

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`)
  return value
}
