import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Parsed } from './exchange.ts'
import { KAFKA_3_9_1, KAFKA_4_3_1, KAFKA_4_3_1_SSL } from './fixtures/kafka-answers.ts'
import { headRequest, parseHttpHead } from './http-probe.ts'
import { apiVersionsRequest, parseApiVersions } from './kafka-probe.ts'
import { mysqlTlsRequest, parseMysqlGreeting } from './mysql-probe.ts'
import { parseStartAnswer, parseTlsOffer, startMessage } from './postgres-probe.ts'
import { parseRedisAnswer, redisAuth } from './redis-probe.ts'

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex')
const latin = (text: string): Buffer => Buffer.from(text, 'latin1')

/** As MySQL 8.0 and MariaDB 10.11 send them, put together by the documents of the protocol. */
const MYSQL = Buffer.concat([
  hex('4a000000 0a'),
  latin('8.0.36\0'),
  hex('08000000 0102030405060708 00 ffff ff 0200 ffdf 15 00000000000000000000 0102030405060708090a0b0c 00'),
  latin('caching_sha2_password\0'),
])
const MARIADB = Buffer.concat([
  hex('6c000000 0a'),
  latin('5.5.5-10.11.6-MariaDB-0+deb12u1\0'),
  hex('1f000000 0102030405060708 00 fef7 2d 0200 ff81 15 000000000000 1d000000 0102030405060708090a0b0c 00'),
  latin('mysql_native_password\0'),
])
MYSQL.writeUIntLE(MYSQL.length - 4, 0, 3)
MARIADB.writeUIntLE(MARIADB.length - 4, 0, 3)

const KAFKA = Buffer.concat([hex('00000016 63617573 0000 00000002 0000 0000 0009 0011 0000 0001')])

const PARSERS: Readonly<Record<string, (bytes: Buffer) => Parsed<unknown>>> = {
  parseTlsOffer,
  parseStartAnswer,
  parseMysqlGreeting,
  parseRedisAnswer,
  parseApiVersions,
  parseHttpHead,
}

/** Each with what it is read as. */
const ANSWERS: readonly (readonly [string, keyof typeof PARSERS, Buffer, unknown])[] = [
  ['PostgreSQL with TLS', 'parseTlsOffer', latin('S'), 'offered'],
  ['PostgreSQL without TLS', 'parseTlsOffer', latin('N'), 'not-offered'],
  [
    'SCRAM-SHA-256',
    'parseStartAnswer',
    Buffer.concat([hex('52 0000002a 0000000a'), latin('SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0')]),
    { kind: 'authentication', method: 'SCRAM-SHA-256-PLUS, SCRAM-SHA-256' },
  ],
  ['MD5', 'parseStartAnswer', hex('52 0000000c 00000005 01020304'), { kind: 'authentication', method: 'password as MD5' }],
  ['clear text', 'parseStartAnswer', hex('52 00000008 00000003'), { kind: 'authentication', method: 'password in clear text' }],
  [
    'no line of pg_hba.conf',
    'parseStartAnswer',
    Buffer.concat([hex('45 0000001d'), latin('SFATAL\0C28000\0Mno entry\0\0')]),
    { kind: 'error', code: '28000' },
  ],
  [
    'MySQL',
    'parseMysqlGreeting',
    MYSQL,
    { kind: 'greeting', product: 'MySQL', version: '8.0.36', tls: true, plugin: 'caching_sha2_password', sequence: 1 },
  ],
  [
    'MariaDB',
    'parseMysqlGreeting',
    MARIADB,
    {
      kind: 'greeting',
      product: 'MariaDB',
      version: '10.11.6-MariaDB-0+deb12u1',
      tls: false,
      plugin: 'mysql_native_password',
      sequence: 1,
    },
  ],
  [
    'too many connections',
    'parseMysqlGreeting',
    Buffer.concat([hex('17000000 ff 1004'), latin('Too many connections')]),
    { kind: 'error', code: 1040 },
  ],
  ['PONG', 'parseRedisAnswer', latin('+PONG\r\n'), { kind: 'pong' }],
  ['NOAUTH', 'parseRedisAnswer', latin('-NOAUTH Authentication required.\r\n'), { kind: 'error', code: 'NOAUTH' }],
  ['Kafka', 'parseApiVersions', KAFKA, { errorCode: 0, apis: 2, sasl: true }],
  ['Kafka 3.9.1', 'parseApiVersions', KAFKA_3_9_1, { errorCode: 0, apis: 61, sasl: true }],
  ['Kafka 4.3.1', 'parseApiVersions', KAFKA_4_3_1, { errorCode: 0, apis: 75, sasl: true }],
  [
    'HTTP',
    'parseHttpHead',
    latin('HTTP/1.1 404 Not Found\r\nServer: nginx/1.22.1\r\nContent-Length: 3\r\n\r\n'),
    { status: 404, server: 'nginx/1.22.1' },
  ],
]

describe('the answers of servers', () => {
  it.each(ANSWERS)('%s is read as it is', (_, parser, bytes, value) => {
    expect(PARSERS[parser]?.(bytes)).toEqual({ kind: 'done', value, length: bytes.length })
    // Whatever comes behind it is left.
    expect(PARSERS[parser]?.(Buffer.concat([bytes, latin('more')]))).toEqual({ kind: 'done', value, length: bytes.length })
  })

  it.each(ANSWERS)('of %s each beginning asks for more', (_, parser, bytes) => {
    for (let length = 0; length < bytes.length; length += 1)
      expect(PARSERS[parser]?.(bytes.subarray(0, length)), `${length}`).toEqual({ kind: 'more' })
  })

  it('a Kafka that wants TLS from the first byte says so by its alert', () => {
    expect(parseApiVersions(KAFKA_4_3_1_SSL)).toEqual({ kind: 'bad', why: 'wants TLS from the first byte: ask with tls=true' })
  })

  it('a greeting of MySQL that ends in its first flags is no greeting', () => {
    const greeting = Buffer.concat([hex('00000000 0a'), latin('8\0'), Buffer.alloc(14)])
    greeting.writeUIntLE(greeting.length - 4, 0, 3)
    expect(parseMysqlGreeting(greeting)).toMatchObject({ kind: 'bad' })
  })
})

describe('hostile bytes', () => {
  /** Anything, and real answers with some bytes changed: those come far. */
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .tuple(
        fc.constantFrom(...ANSWERS.map(([, , answer]) => answer)),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }),
        fc.nat(200),
      )
      .map(([answer, changes, cut]) => {
        const changed = Buffer.from(answer)
        for (const [at, byte] of changes) changed[at % changed.length] = byte
        return changed.subarray(0, cut)
      }),
  )

  it.each(Object.entries(PARSERS))(
    '%s makes something of any bytes, in the bounds of what came, and shows nothing that a terminal obeys',
    (_, parse) => {
      fc.assert(
        fc.property(bytes, (given) => {
          const parsed = parse(Buffer.from(given))
          if (parsed.kind === 'done') {
            expect(parsed.length).toBeGreaterThan(0)
            expect(parsed.length).toBeLessThanOrEqual(given.length)
          }
          expect(JSON.stringify(parsed)).toMatch(/^[\x20-\x7e]*$/)
          expect(JSON.stringify(parsed)).not.toContain('\\u')
        }),
        { numRuns: 20_000 },
      )
    },
  )

  it.each(Object.entries(PARSERS))('%s does not ask for more without an end', (_, parse) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (given) => {
        const endless = Buffer.concat([Buffer.from(given), Buffer.alloc(16_400, 0x41)])
        expect(parse(endless).kind).not.toBe('more')
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what is asked', () => {
  it('is of the length that it says', () => {
    expect(startMessage('ü', 'd').readUInt32BE(0)).toBe(startMessage('ü', 'd').length)
    expect(apiVersionsRequest().readUInt32BE(0)).toBe(apiVersionsRequest().length - 4)
    expect(mysqlTlsRequest(1).readUIntLE(0, 3)).toBe(mysqlTlsRequest(1).length - 4)
    expect(headRequest('pg').toString()).toMatch(/^HEAD \/ HTTP\/1\.1\r\nHost: pg\r\n[\s\S]*\r\n\r\n$/)
  })
})

it.each(['p\r\nFLUSHALL', 'p\0', 'p\t'])('a log-in at a Redis has no control character in it: %j', (text) => {
  expect(redisAuth('ada', 'pen cil').toString()).toBe('*3\r\n$4\r\nAUTH\r\n$3\r\nada\r\n$7\r\npen cil\r\n')
  expect(() => redisAuth('ada', text)).toThrow(/password .* control character/)
  expect(() => redisAuth(text, 'pencil')).toThrow(/user name .* control character/)
})
