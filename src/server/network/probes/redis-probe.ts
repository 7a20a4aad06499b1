import { plainText } from '../../../base/plain-text.ts'
import type { Parsed } from './exchange.ts'

function command(...words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`, 'utf8')
}

export const REDIS_PING = command('PING')

/** Servers before 6 know no users: the one that all have is not named. @throws CausewayError for a control character */
export function redisAuth(user: string, password: string): Buffer {
  const name = plainText('user name of the datasource authentication', user)
  const secret = plainText('password of the datasource authentication', password)
  return name === 'default' ? command('AUTH', secret) : command('AUTH', name, secret)
}

type RedisAnswer =
  | { readonly kind: 'pong' }
  | { readonly kind: 'ok' }
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
  if (first === 0x2b) {
    const kind = line === 'PONG' ? 'pong' : line === 'OK' ? 'ok' : undefined
    return kind === undefined ? { kind: 'bad', why: 'is no Redis' } : { kind: 'done', value: { kind }, length }
  }
  const [, code] = /^([A-Z]{1,32})(?: |$)/.exec(line) ?? []
  return code === undefined ? { kind: 'bad', why: 'is no Redis' } : { kind: 'done', value: { kind: 'error', code }, length }
}

export const REDIS_ADVICE = 'Check the users of Redis (ACL LIST), and its log'

/** What it says to a log-in, by the first word. */
export const REDIS_LOG_IN: ReadonlyMap<string, { readonly cause: string; readonly why: string; readonly advice: string }> = new Map([
  [
    'WRONGPASS',
    {
      cause: 'wrong-password',
      why: 'the user or the password is wrong, or the user is disabled',
      advice: 'Put the user and the password that Redis has into the datasource authentication; the user of requirepass is default',
    },
  ],
  [
    'ERR',
    {
      cause: 'user-may-not',
      why: 'it has no password for that user, or knows no users',
      advice:
        'Set requirepass or a user with a password (ACL SETUSER) in Redis, or use it without a datasource authentication; the user of requirepass is default',
    },
  ],
])
