import type { Parsed } from './exchange.ts'

export const REDIS_PING = Buffer.from('*1\r\n$4\r\nPING\r\n', 'latin1')

export type RedisAnswer =
  | { readonly kind: 'pong' }
  /** NOAUTH, DENIED, LOADING, … */
  | { readonly kind: 'error'; readonly code: string }

const LINE_MAX = 512

export function parseRedisAnswer(bytes: Buffer): Parsed<RedisAnswer> {
  const [first] = bytes
  if (first === undefined) return { kind: 'more' }
  if (first !== 0x2b && first !== 0x2d) return { kind: 'bad', why: 'is no Redis' }
  const end = bytes.indexOf('\r\n')
  if (end < 0) return bytes.length > LINE_MAX ? { kind: 'bad', why: 'is no Redis' } : { kind: 'more' }
  const line = bytes.toString('latin1', 1, end)
  const length = end + 2
  if (first === 0x2b) return line === 'PONG' ? { kind: 'done', value: { kind: 'pong' }, length } : { kind: 'bad', why: 'is no Redis' }
  const [, code] = /^([A-Z]{1,32})(?: |$)/.exec(line) ?? []
  return code === undefined ? { kind: 'bad', why: 'is no Redis' } : { kind: 'done', value: { kind: 'error', code }, length }
}
