import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

// 32 MiB and some 80 ms of one core for each check: the parameters are stored with the hash, so they can be raised later.
const COST = 32_768
const BLOCK_SIZE = 8
const HASH_BYTES = 32

function derive(password: string, salt: Uint8Array, bytes: number, options: ScryptOptions): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  scrypt(password.normalize('NFC'), salt, bytes, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  return promise
}

const memory = (cost: number, blockSize: number): number => 256 * cost * blockSize

/** "scrypt$cost$blockSize$salt$hash", salt and hash in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return hashText(salt, await derive(password, salt, HASH_BYTES, { N: COST, r: BLOCK_SIZE, p: 1, maxmem: memory(COST, BLOCK_SIZE) }))
}

/** A hash that takes as long to compare with as any other, and that no password is known for. */
export const nobodysHash = (): string => hashText(randomBytes(16), randomBytes(HASH_BYTES))

const hashText = (salt: Uint8Array, key: Uint8Array): string =>
  ['scrypt', COST, BLOCK_SIZE, Buffer.from(salt).toString('base64'), Buffer.from(key).toString('base64')].join('$')

/** Compares in constant time; false too for a hash that is not one of ours. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const [kind, cost, blockSize, salt, key] = hash.split('$')
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return false
  const expected = Buffer.from(key, 'base64')
  const [N, r] = [Number(cost), Number(blockSize)]
  const actual = await derive(password, Buffer.from(salt, 'base64'), expected.length, { N, r, p: 1, maxmem: memory(N, r) })
  return timingSafeEqual(actual, expected)
}
