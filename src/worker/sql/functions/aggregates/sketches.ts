import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BIGINT, BINARY, type Bound, DOUBLE } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, lambda, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { isInteger } from '../../types/coercion.ts'
import { aggregateSql, type CallTail, coerce, constantInteger, type Emitted, type SqlFunction } from '../function-record.ts'
import { JavaRandom } from '../numbers/java-random.ts'
import { castBound } from '../operators/cast.ts'
import { xxHashOf } from '../texts/hash.ts'
import { aggregate } from './aggregate.ts'

/** The error that Spark's registers reach at most, and where none is named. */
const DEVIATION_MAX = 0.39
const DEVIATION = 0.05
/** More registers than 2 to this have no room here. */
const REGISTER_BITS_MAX = 24

/** Spark's HyperLogLog++: its registers, of a group's hashes, are a set of numbers that does not grow with the rows. */
const distinctCount = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const [value, deviation] = values
  if (value === undefined) throw semanticError(`${name} takes a value`)
  const bits = Math.ceil((2 * Math.log(1.106 / deviationOf(deviation, name))) / Math.LN2)
  if (bits > REGISTER_BITS_MAX) throw notSupported(`${name} with a relative error that takes more than 2^${REGISTER_BITS_MAX} registers`)
  const register = template`sp_register(${xxHashOf(value)}, ${bits})`
  const registers = aggregateSql('list', [register], { ...tail, isDistinct: true }, [template`${value} IS NOT NULL`])
  return {
    sql: template`sp_distinct_estimate(${registers})`,
    type: BIGINT,
    name: `${name}(${tail.isDistinct ? 'DISTINCT ' : ''}${value.name})`,
  }
}

function deviationOf(deviation: Bound | undefined, name: string): number {
  if (deviation === undefined) return DEVIATION
  const isDouble = deviation.type.kind === 'double' || deviation.type.kind === 'decimal'
  if (deviation.constant?.kind !== 'number' || !isDouble)
    throw semanticError(`The second argument of ${name} is a double written in the statement`)
  const share = Number(deviation.constant.text)
  if (!(share <= DEVIATION_MAX)) throw semanticError(`The relative error of ${name} is at most ${DEVIATION_MAX}`)
  if (!(share > 0)) throw semanticError(`The relative error of ${name} is greater than 0`)
  return share
}

/** Values of a histogram as the numbers that Spark keeps them as, and back. */
interface Scale {
  readonly toNumber: (value: Sql) => Sql
  readonly fromNumber: (x: string) => string
}

function scaleOf(type: SparkType): Scale | undefined {
  switch (type.kind) {
    case 'double':
    case 'float':
      return { toNumber: (value) => template`CAST(${value} AS DOUBLE)`, fromNumber: (x) => `CAST(${x} AS ${engineType(type)})` }
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'interval':
      return { toNumber: (value) => template`CAST(${value} AS DOUBLE)`, fromNumber: (x) => `CAST(trunc(${x}) AS ${engineType(type)})` }
    case 'date':
      return {
        toNumber: (value) => template`CAST(${value} - DATE '1970-01-01' AS DOUBLE)`,
        fromNumber: (x) => `CAST(DATE '1970-01-01' + CAST(trunc(${x}) AS INTEGER) AS DATE)`,
      }
    case 'timestamp':
      return {
        toNumber: (value) => template`CAST(epoch_us(${value}) AS DOUBLE)`,
        fromNumber: (x) => `make_timestamp(CAST(trunc(${x}) AS BIGINT))`,
      }
    default:
      return undefined
  }
}

/** Hive's histogram of so many bins, value by value. */
const histogram = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const [given, bins] = values
  if (given === undefined || bins === undefined) throw semanticError(`${name} takes a value and a number of bins`)
  const value = given.type.kind === 'string' || given.type.kind === 'void' ? castBound(given, DOUBLE) : given
  const scale = scaleOf(value.type)
  if (scale === undefined)
    throw semanticError(`${name} takes numbers and times, and no decimals; ${given.name} is ${sparkTypeName(given.type)}`)
  const count = binCount(bins, name)
  const number = scale.toNumber(value.sql)
  const all = aggregateSql('list', [number], tail, [template`${value} IS NOT NULL`])
  const bin = lambda(['c'], template`struct_pack(x := ${scale.fromNumber("struct_extract(c, 'x')")}, y := struct_extract(c, 'y'))`)
  return {
    sql: template`list_transform(sp_histogram(${all}, ${count}), ${bin})`,
    type: {
      kind: 'array',
      element: {
        kind: 'struct',
        fields: [
          { name: 'x', type: value.type },
          { name: 'y', type: DOUBLE },
        ],
      },
    },
    name: `${name}(${tail.isDistinct ? 'DISTINCT ' : ''}${given.name}, ${bins.name})`,
  }
}

function binCount({ constant }: Bound, name: string): number {
  const written = constant?.kind === 'number' ? constant.text : constant?.kind === 'string' ? constant.value : ''
  const count = /^\d{1,9}(?:\.\d+)?$/.test(written.trim()) ? Math.trunc(Number(written)) : 0
  if (count < 2) throw semanticError(`The number of bins of ${name} is an integer of at least 2, written in the statement`)
  return count
}

/** Counters that a sketch has room for here. */
const COUNTERS_MAX = 1_000_000

/** Counts of values by hashes, as bytes in Spark's form (CountMinSketchImpl). */
const countMinSketch = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const [value, deviation, certainty, seed] = values
  if (value === undefined || deviation === undefined || certainty === undefined || seed === undefined)
    throw semanticError(`${name} takes a value, two doubles and a seed`)
  if (!isInteger(value.type))
    throw notSupported(`${name} of ${sparkTypeName(value.type)}`, 'It counts whole numbers: give it a hash of the value.')
  const width = Math.ceil(2 / share(deviation, `The relative error of ${name}`))
  const depth = Math.ceil(-Math.log(1 - share(certainty, `The confidence of ${name}`)) / Math.log(2))
  if (width * depth > COUNTERS_MAX) throw notSupported(`${name} with more than ${COUNTERS_MAX} counters`)
  const random = new JavaRandom(constantInteger(seed, `The seed of ${name}`))
  const factors = Array.from({ length: depth }, () => random.nextInt(PRIME))
  const all = aggregateSql('list', [castBound(coerce(value, 'integer', name, 0), BIGINT).sql], tail, [template`${value} IS NOT NULL`])
  const shape = [hex(depth, 4), hex(width, 4), ...factors.map((factor) => hex(factor, 8))].join('')
  const rows = factors.map((factor) => template`sp_sketch_row(${all}, ${factor}, ${width})`)
  return {
    sql: template`unhex('${hex(1, 4)}' || sp_counter(len(coalesce(${all}, []))) || '${shape}' || ${joined(rows, ' || ')})`,
    type: BINARY,
  }
}

const PRIME = 2 ** 31 - 1
const hex = (value: number, bytes: number): string =>
  value
    .toString(16)
    .toUpperCase()
    .padStart(2 * bytes, '0')

function share(value: Bound, what: string): number {
  const number = value.type.kind === 'double' && value.constant?.kind === 'number' ? Number(value.constant.text) : Number.NaN
  if (!(number > 0 && number < 1)) throw semanticError(`${what} is a double between 0 and 1, written in the statement`)
  return number
}

export const SKETCH_FUNCTIONS: readonly SqlFunction[] = [
  aggregate('approx_count_distinct', 1, 2, distinctCount),
  aggregate('histogram_numeric', 2, 2, histogram),
  aggregate('count_min_sketch', 4, 4, countMinSketch, false),
]
