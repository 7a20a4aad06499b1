import type { SparkType } from '../../../base/spark-type.ts'
import type { Literal } from '../../engine/predicate.ts'
import type { FieldKind } from './index-fields.ts'
import type { Range } from './range.ts'

const WHOLE = {
  byte: [-128n, 127n],
  short: [-32_768n, 32_767n],
  integer: [-2_147_483_648n, 2_147_483_647n],
  long: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
} as const
type WholeKind = keyof typeof WHOLE

const isWholeKind = (kind: string): kind is WholeKind => Object.hasOwn(WHOLE, kind)
const isWholeType = ({ kind }: SparkType): boolean => kind === 'tinyint' || kind === 'smallint' || kind === 'int' || kind === 'bigint'

/** A number has so many whole neighbours on each side where it is read as a column of the type. */
const NEAR_FLOAT = 2 ** 22
const NEAR_DOUBLE = 2 ** 51

/** What is indexed of the numbers of a column that are between two; at least that. Undefined: it is not certain. */
export function numberRange(low: Literal | undefined, high: Literal | undefined, type: SparkType, kind: FieldKind): Range | undefined {
  const [lowText, highText] = [textOf(low), textOf(high)]
  if (lowText === undefined || highText === undefined) return undefined
  if (isWholeKind(kind)) return isWholeType(type) ? wholeRange(lowText, highText, kind) : nearRange(lowText, highText, type, kind)
  if (kind === 'double' || kind === 'float') return floatRange(lowText, highText, type, kind)
  return undefined
}

/** '': there is no bound. */
function textOf(literal: Literal | undefined): string | undefined {
  if (literal === undefined) return ''
  return literal.kind === 'number' ? literal.text : undefined
}

function wholeRange(lowText: string, highText: string, kind: WholeKind): Range | undefined {
  if ([lowText, highText].some((text) => !/^(?:-?\d{1,40})?$/.test(text))) return undefined
  return within(lowText === '' ? undefined : BigInt(lowText), highText === '' ? undefined : BigInt(highText), kind)
}

/** A server takes no bound that the field has no room for. */
function within(low: bigint | undefined, high: bigint | undefined, kind: WholeKind): Range {
  const [min, max] = WHOLE[kind]
  if ((low !== undefined && low > max) || (high !== undefined && high < min)) return 'nothing'
  return {
    ...(low === undefined || low < min ? {} : { low: String(low) }),
    ...(high === undefined || high > max ? {} : { high: String(high) }),
  }
}

/** A field of whole numbers cuts what is behind the point, a column of others has been rounded to its digits. */
function nearRange(lowText: string, highText: string, type: SparkType, kind: WholeKind): Range | undefined {
  if (type.kind !== 'float' && type.kind !== 'double' && type.kind !== 'decimal') return undefined
  const near = type.kind === 'float' ? NEAR_FLOAT : NEAR_DOUBLE
  const bounds = [lowText, highText].map((text) => (text === '' ? undefined : Number(text)))
  if (bounds.some((bound) => bound !== undefined && !(Math.abs(bound) < near))) return undefined
  const [low, high] = bounds
  return within(
    low === undefined ? undefined : BigInt(Math.floor(low)) - 1n,
    high === undefined ? undefined : BigInt(Math.ceil(high)) + 1n,
    kind,
  )
}

function floatRange(lowText: string, highText: string, type: SparkType, kind: 'double' | 'float'): Range | undefined {
  const isNumber = isWholeType(type) || type.kind === 'float' || type.kind === 'double' || type.kind === 'decimal'
  if (!isNumber) return undefined
  const isExact = type.kind === 'double' && kind === 'double'
  const slack = type.kind === 'decimal' ? 10 ** -type.scale : 0
  const outwards = (text: string, sign: 1 | -1): number | undefined => {
    if (text === '') return undefined
    const number = Number(text)
    if (isExact) return number
    if (type.kind === 'float' || kind === 'float') return nextFloat(number + sign * slack, sign)
    return nextDouble(number + sign * slack, sign)
  }
  const [low, high] = [outwards(lowText, -1), outwards(highText, 1)]
  return { ...(isBound(low) ? { low: zeroSigned(low, '-0') } : {}), ...(isBound(high) ? { high: zeroSigned(high, '0') } : {}) }
}

const FLOAT_MAX = 3.402_823_466_385_288_6e38

/** One that no field has room for bounds nothing; leaving it out asks for more. */
const isBound = (bound: number | undefined): bound is number => bound !== undefined && Math.abs(bound) < FLOAT_MAX

/** To the server -0 is less than 0. */
const zeroSigned = (bound: number, zero: string): string => (bound === 0 ? zero : String(bound))

const bits = new DataView(new ArrayBuffer(8))

/** The double behind a number, away from where the values are. */
function nextDouble(number: number, sign: 1 | -1): number {
  if (!Number.isFinite(number)) return number
  if (number === 0) return sign * Number.MIN_VALUE
  bits.setFloat64(0, number)
  bits.setBigInt64(0, bits.getBigInt64(0) + (number > 0 === sign > 0 ? 1n : -1n))
  return bits.getFloat64(0)
}

function nextFloat(number: number, sign: 1 | -1): number {
  const float = Math.fround(number)
  if (!Number.isFinite(float)) return float
  if (float === 0) return sign * 2 ** -149
  bits.setFloat32(0, float)
  bits.setInt32(0, bits.getInt32(0) + (float > 0 === sign > 0 ? 1 : -1))
  return bits.getFloat32(0)
}
