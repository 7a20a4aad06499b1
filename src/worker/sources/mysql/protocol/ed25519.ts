import { createHash } from 'node:crypto'

/**
 * MariaDB's client_ed25519: the nonce, signed with a key that is made of the password. It is Ed25519 (RFC 8032) with the password, of any length, in the place of
 * the 32 secret bytes, which no library takes.
 */
export function signWithPassword(password: Uint8Array, nonce: Uint8Array): Buffer {
  const digest = sha512(password)
  const secret = clamped(digest)
  const publicKey = encode(multiply(BASE, secret))
  const r = littleEndian(sha512(digest.subarray(32), nonce)) % ORDER
  const first = encode(multiply(BASE, r))
  const k = littleEndian(sha512(first, publicKey, nonce)) % ORDER
  return Buffer.concat([first, bytesOf((r + k * secret) % ORDER)])
}

/** A point of the curve in extended coordinates. */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint]

const FIELD = 2n ** 255n - 19n
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const D = modulo(-121665n * inverse(121666n))
const BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202n
const BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960n
const BASE: Point = [BASE_X, BASE_Y, 1n, modulo(BASE_X * BASE_Y)]

function modulo(value: bigint): bigint {
  const rest = value % FIELD
  return rest < 0n ? rest + FIELD : rest
}

/** By Fermat's theorem. */
function inverse(value: bigint): bigint {
  let result = 1n
  let power = modulo(value)
  for (let exponent = FIELD - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * power) % FIELD
    power = (power * power) % FIELD
  }
  return result
}

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = (y1 - x1) * (y2 - x2)
  const b = (y1 + x1) * (y2 + x2)
  const c = 2n * t1 * D * t2
  const d = 2n * z1 * z2
  const [e, f, g, h] = [modulo(b - a), modulo(d - c), modulo(d + c), modulo(b + a)]
  return [modulo(e * f), modulo(g * h), modulo(f * g), modulo(e * h)]
}

/** Both sums are made for each bit, so that the steps are the same for every secret. */
function multiply(point: Point, factor: bigint): Point {
  let result: Point = [0n, 1n, 1n, 0n]
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    result = add(result, result)
    const more = add(result, point)
    result = ((factor >> bit) & 1n) === 1n ? more : result
  }
  return result
}

function encode([x, y, z]: Point): Buffer {
  const scale = inverse(z)
  const bytes = bytesOf(modulo(y * scale))
  bytes[31] = (bytes[31] ?? 0) | ((modulo(x * scale) & 1n) === 1n ? 0x80 : 0)
  return bytes
}

function clamped(digest: Buffer): bigint {
  const bytes = Buffer.from(digest.subarray(0, 32))
  bytes[0] = (bytes[0] ?? 0) & 248
  bytes[31] = ((bytes[31] ?? 0) & 63) | 64
  return littleEndian(bytes)
}

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)

const bytesOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const digest = createHash('sha512')
  for (const part of parts) digest.update(part)
  return digest.digest()
}
