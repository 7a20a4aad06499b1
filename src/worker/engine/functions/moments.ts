/**
 * Variance, covariance and their like, value by value in the order of the rows, as Spark's CentralMomentAgg, Covariance and PearsonCorrelation add them up: any
 * other order of the same steps leaves other last digits.
 */

/** Of the values from one place to another; null: SQL's NULL. */
export type SequenceFunction = (lists: readonly Float64Array[], from: number, to: number) => number | null

export interface Sequence {
  /** Its columns are of one length. */
  readonly lists: 1 | 2
  /** For one run over the rows of a vector: it may go on where it stopped in the row before. */
  readonly begin: () => SequenceFunction
}

interface Place {
  list: Float64Array | undefined
  from: number
  to: number
}

/** Whether a state at this place can go on to `to`: it is of the same list, began at the same value and has not passed it. */
const goesOn = (place: Place, list: Float64Array | undefined, from: number, to: number): boolean =>
  place.list !== undefined &&
  list !== undefined &&
  place.list.buffer === list.buffer &&
  place.list.byteOffset === list.byteOffset &&
  place.from === from &&
  place.to <= to

type Shape = 'population' | 'sample'

const NOTHING = { n: 0, mean: 0, m2: 0 }
const NO_PAIRS = { n: 0, meanX: 0, meanY: 0, both: 0, ofX: 0, ofY: 0 }

/** Outside of a window Spark adds the one partition's moments to those of none, which are zeros: what overflows on the way is NaN. */
function centralMoment(shape: Shape, isRoot: boolean, isMerged: boolean): () => SequenceFunction {
  return () => {
    const place: Place = { list: undefined, from: 0, to: 0 }
    const reached = { ...NOTHING }
    return ([list], from, to) => {
      if (list === undefined) return null
      const isFurther = goesOn(place, list, from, to)
      // Variables of the loop's own function, here and below: see base/steady-compiler.ts.
      let { n, mean, m2 } = isFurther ? reached : NOTHING
      for (let at = isFurther ? place.to : from; at < to; at += 1) {
        n += 1
        const delta = (list[at] ?? 0) - mean
        const share = delta / n
        mean += share
        m2 += delta * (delta - share)
      }
      reached.n = n
      reached.mean = mean
      reached.m2 = m2
      place.list = list
      place.from = from
      place.to = to
      const sum = isMerged && n > 0 ? m2 + mean * (mean / n) * 0 * n : m2
      return ofRows(sum, n, shape, isRoot)
    }
  }
}

function ofRows(sum: number, n: number, shape: Shape, isRoot: boolean): number | null {
  const rows = shape === 'sample' ? n - 1 : n
  if (rows <= 0) return null
  return isRoot ? Math.sqrt(sum / rows) : sum / rows
}

function pairs(shape: Shape | 'correlation', isMerged: boolean): () => SequenceFunction {
  return () => {
    const place: Place = { list: undefined, from: 0, to: 0 }
    const reached = { ...NO_PAIRS }
    return ([xs, ys], from, to) => {
      if (xs === undefined || ys === undefined) return null
      const isFurther = goesOn(place, xs, from, to)
      let { n, meanX, meanY, both, ofX, ofY } = isFurther ? reached : NO_PAIRS
      for (let at = isFurther ? place.to : from; at < to; at += 1) {
        n += 1
        const [x, y] = [xs[at] ?? 0, ys[at] ?? 0]
        const [dx, dy] = [x - meanX, y - meanY]
        meanX += dx / n
        meanY += dy / n
        both += dx * (y - meanY)
        ofX += dx * (x - meanX)
        ofY += dy * (y - meanY)
      }
      reached.n = n
      reached.meanX = meanX
      reached.meanY = meanY
      reached.both = both
      reached.ofX = ofX
      reached.ofY = ofY
      place.list = xs
      place.from = from
      place.to = to
      const merged = (sum: number, a: number, b: number): number => (isMerged && n > 0 ? sum + a * (b / n) * 0 * n : sum)
      const sum = merged(both, meanX, meanY)
      if (shape !== 'correlation') return ofRows(sum, n, shape, false)
      const spread = Math.sqrt(merged(ofX, meanX, meanX) * merged(ofY, meanY, meanY))
      return n < 2 || spread === 0 ? null : sum / spread
    }
  }
}

const WAYS = [
  ['', true],
  ['_over', false],
] as const

/** By their names in the engine; those that end in _over stand in a window. */
export const SEQUENCES: Readonly<Record<string, Sequence>> = Object.fromEntries(
  WAYS.flatMap(([end, isMerged]): [string, Sequence][] => [
    [`fn_var_pop${end}`, { lists: 1, begin: centralMoment('population', false, isMerged) }],
    [`fn_var_samp${end}`, { lists: 1, begin: centralMoment('sample', false, isMerged) }],
    [`fn_stddev_pop${end}`, { lists: 1, begin: centralMoment('population', true, isMerged) }],
    [`fn_stddev_samp${end}`, { lists: 1, begin: centralMoment('sample', true, isMerged) }],
    [`fn_covar_pop${end}`, { lists: 2, begin: pairs('population', isMerged) }],
    [`fn_covar_samp${end}`, { lists: 2, begin: pairs('sample', isMerged) }],
    [`fn_corr${end}`, { lists: 2, begin: pairs('correlation', isMerged) }],
  ]),
)
