/** hashCode() of what Spark has inside: 32 bits, as a signed number. */
import type { FormatKind } from '../../../base/java/format/format-pieces.ts'

const view = new DataView(new ArrayBuffer(8))
const encoder = new TextEncoder()

/** Undefined where Java's is not known here. */
export function javaHash(value: string | number, kind: FormatKind): number | undefined {
  switch (kind) {
    case 'text':
      return murmur(encoder.encode(String(value)))
    case 'boolean':
      return value === 'true' ? 1231 : 1237
    case 'byte':
    case 'short':
    case 'int':
      return Number(value)
    case 'long':
      return ofBits(BigInt.asUintN(64, BigInt(value)))
    case 'double':
      view.setFloat64(0, Number(value))
      return ofBits(Number.isNaN(value) ? 0x7ff8000000000000n : view.getBigUint64(0))
    case 'float':
      view.setFloat32(0, Number(value))
      return Number.isNaN(value) ? 0x7fc00000 : view.getInt32(0)
    default:
      return undefined
  }
}

const ofBits = (bits: bigint): number => Number(BigInt.asIntN(32, bits ^ (bits >> 32n)))

const SEED = 42
const turned = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

/** Murmur3 as Spark has it for its texts: each byte behind the last whole word is a word of its own. */
function murmur(bytes: Uint8Array): number {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 4)
  let hash = SEED
  const mix = (word: number): void => {
    hash ^= Math.imul(turned(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
    hash = (Math.imul(turned(hash, 13), 5) + 0xe6546b64) | 0
  }
  for (let at = 0; at < whole; at += 4) mix(words.getInt32(at, true))
  for (let at = whole; at < bytes.length; at += 1) mix(words.getInt8(at))
  hash ^= bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
