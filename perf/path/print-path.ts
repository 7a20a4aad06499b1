import { percentile } from '../machine.ts'

interface PathRound<Way extends string> {
  readonly bytesPerSecond: Readonly<Record<Way, number>>
  readonly connectMs: Readonly<Record<Way, readonly number[]>>
  readonly perSecond: Readonly<Record<Way, number>>
  /** Processor time of this process, which is the server, for each connect of those at once, in microseconds. */
  readonly serverUs: Readonly<Record<Way, number>>
}

export interface PathGoal {
  readonly bytes: number
  readonly connectMs: number
  readonly atOnce: number
}

/**
 * Prints what each way did, and how that is to the first, which is the direct one. Ratios are the medians of the rounds' own: what else the machine does then
 * is the same for both.
 * @returns whether the second way meets the goal
 */
export function printPath<Way extends string>(
  rounds: readonly PathRound<Way>[],
  ways: readonly [Way, Way, ...Way[]],
  what: string,
  goal: PathGoal,
): boolean {
  const line = (name: string, cell: (way: Way) => string): void =>
    console.log(name.padEnd(46) + ways.map((way) => cell(way).padStart(14)).join(''))
  const [direct, handed] = ways
  const median = (values: readonly number[]): number => percentile(values, 0.5)
  const ratio = (way: Way, value: (round: PathRound<Way>, way: Way) => number): number =>
    median(rounds.map((round) => value(round, way) / value(round, direct)))
  const bytes = (round: PathRound<Way>, way: Way): number => round.bytesPerSecond[way]
  const burst = (round: PathRound<Way>, way: Way): number => round.perSecond[way]
  const longer = (way: Way): number => median(rounds.map(({ connectMs }) => median(connectMs[way]) - median(connectMs[direct])))
  line(`${rounds.length} rounds of ${what}`, (way) => way)
  line('MiB/s, median', (way) => (median(rounds.map((round) => bytes(round, way))) / 2 ** 20).toFixed(0))
  line('  of direct', (way) => ratio(way, bytes).toFixed(3))
  line('connect, ms, p50', (way) => median(rounds.flatMap(({ connectMs }) => connectMs[way])).toFixed(3))
  line('connect, ms, p99', (way) =>
    percentile(
      rounds.flatMap(({ connectMs }) => connectMs[way]),
      0.99,
    ).toFixed(3),
  )
  line('  longer than direct, ms, p50', (way) => longer(way).toFixed(3))
  line('at once, in a second, median', (way) => median(rounds.map((round) => burst(round, way))).toFixed(0))
  line('  of direct', (way) => ratio(way, burst).toFixed(3))
  line('processor time of the server for each, µs', (way) => median(rounds.map(({ serverUs }) => serverUs[way])).toFixed(0))
  const results = [
    { name: 'bytes per second', seen: ratio(handed, bytes), isMet: ratio(handed, bytes) >= goal.bytes, wanted: `${goal.bytes} of direct` },
    { name: 'a connect', seen: longer(handed), isMet: longer(handed) <= goal.connectMs, wanted: `${goal.connectMs} ms longer than direct` },
    {
      name: 'connects at once',
      seen: ratio(handed, burst),
      isMet: ratio(handed, burst) >= goal.atOnce,
      wanted: `${goal.atOnce} of direct`,
    },
  ]
  console.log('')
  for (const { name, seen, isMet, wanted } of results) {
    console.log(`${handed}, ${name}: ${seen.toFixed(3)}; the goal is ${wanted}: ${isMet ? 'met' : 'MISSED'}`)
  }
  return results.every(({ isMet }) => isMet)
}
