import { expect, test } from 'vitest'
import { SparkRandom } from './spark-random.ts'

/** Apache Spark 3.3.1: SELECT rand(7), randn(-3) FROM range(0, 3000, 1, 1). */
const UNIFORM = [
  [0, 0.28188121484885875],
  [1, 0.45998819035056326],
  [1023, 0.5613723295774224],
  [1024, 0.20136360172968482],
  [1025, 0.23621447611368152],
  [2048, 0.27629775881622787],
  [2999, 0.7768960071843456],
] as const
const NORMAL = [
  [0, 1.5348754337490433],
  [1, -0.3559077005386685],
  [1023, 0.49990283821236664],
  [1024, 1.4139327168391211],
  [1025, -2.4974369034298065],
  [2048, -0.19161938858260028],
  [2999, -0.5889092307006031],
] as const

for (const [distribution, seed, numbers] of [
  ['uniform', 7n, UNIFORM],
  ['normal', -3n, NORMAL],
] as const)
  test(`${distribution} numbers are Spark's at each place, in whatever order they are asked for`, () => {
    const forwards = new SparkRandom(seed, distribution)
    for (const [place, number] of numbers) expect([place, forwards.at(place)]).toEqual([place, number])
    for (const [place, number] of numbers.toReversed()) expect([place, forwards.at(place)]).toEqual([place, number])
    for (const [place, number] of numbers) expect([place, new SparkRandom(seed, distribution).at(place)]).toEqual([place, number])
  })
