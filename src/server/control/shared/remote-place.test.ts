import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { parseJdbcUrl as ofClickhouse } from '../../../worker/sources/clickhouse/jdbc-url.ts'
import { parseJdbcUrl as ofMysql } from '../../../worker/sources/mysql/jdbc-url.ts'
import { parseJdbcUrl as ofPostgres } from '../../../worker/sources/postgres/jdbc-url.ts'
import { remotePlace, remotePlaces } from './remote-place.ts'

const place = (url: string) => remotePlace({ kind: 'jdbc', url, authName: 'a', options: {} })

it.each([
  ['jdbc:postgresql://pg:5433/shop?sslmode=require', { host: 'pg', port: 5433, protocol: 'postgresql', database: 'shop' }],
  ['jdbc:postgresql://[fd00::10]/a%20b', { host: 'fd00::10', port: 5432, protocol: 'postgresql', database: 'a b' }],
  ['jdbc:mysql://db', { host: 'db', port: 3306, protocol: 'mysql', database: '' }],
  ['JDBC:MariaDB://db:1/x', { host: 'db', port: 1, protocol: 'mysql', database: 'x' }],
])('%s leads to a place', (url, expected) => expect(place(url)).toEqual({ ...expected, authName: 'a' }))

it.each(['jdbc:oracle:thin:@db:1521:x', 'jdbc:postgresql://a,b/x', 'jdbc:postgresql://user@db/x', ''])(
  '%j leads nowhere that is known',
  (url) => expect(place(url)).toBeUndefined(),
)

it('a table of files is nowhere else', () => {
  expect(remotePlace({ kind: 'managed', format: 'parquet' })).toBeUndefined()
})

it('a cluster is at its first node for who looks where it is, and at each for what a password may be used for', () => {
  const nodes = [
    { host: 'a', port: 9200 },
    { host: 'b', port: 9201 },
  ]
  const source = { kind: 'css', nodes, authName: 'c', options: {} } as const
  const place = { protocol: 'opensearch', database: '', authName: 'c' }
  expect(remotePlace({ ...source, nodes })).toEqual({ host: 'a', port: 9200, ...place })
  expect(remotePlaces({ ...source, nodes })).toEqual(nodes.map((node) => ({ ...node, ...place })))
  expect(remotePlaces({ kind: 'managed', format: 'parquet' })).toEqual([])
})

it.each([
  ['jdbc:clickhouse://h/d', 8123],
  ['jdbc:ch://h/d?ssl=true', 8443],
  ['jdbc:ch:https://h', 8443],
  ['jdbc:clickhouse://h?sslmode=none', 8443],
  ['jdbc:clickhouse://h?sslmode=strict&ssl=false', 8123],
  ['jdbc:clickhouse://h:9000/d', 9000],
])('the port of %s is %i, as the worker dials it', (url, port) =>
  expect(place(url)).toMatchObject({ host: 'h', port, protocol: 'clickhouse' }),
)

it.each([
  ['jdbc:clickhouse:https://h/d?ssl=false', { port: 8443 }],
  ['jdbc:clickhouse://h/d?ssl=true&sslmode=DISABLED', { port: 8123 }],
  ['jdbc:clickhouse://h/d?s%73l=true', { port: 8443 }],
  ['jdbc:clickhouse://h/d?ssl=tru%65', { port: 8443 }],
  ['jdbc:clickhouse://h/?database=shop', { port: 8123, database: 'shop' }],
  ['jdbc:clickhouse://h/d?DATABASE=shop', { database: 'd' }],
  ['jdbc:postgresql://h/a/b', { port: 5432, database: 'a/b' }],
] as const)('%s is read as the worker reads it', (url, expected) => expect(place(url)).toMatchObject(expected))

const PARSERS = { postgresql: ofPostgres, mysql: ofMysql, clickhouse: ofClickhouse } as const

/** What the worker dials; undefined: it refuses the URL. */
function dialled(url: string): { readonly host: string; readonly port: number; readonly database: string | undefined } | undefined {
  const word = /^jdbc:(\w+)/i.exec(url)?.[1]?.toLowerCase() ?? ''
  const parse = PARSERS[word === 'ch' ? 'clickhouse' : word === 'mariadb' ? 'mysql' : (word as keyof typeof PARSERS)]
  try {
    return parse(url)
  } catch (error) {
    if (error instanceof CausewayError) return undefined
    throw error
  }
}

it('the server knows of every URL the place that the worker dials', () => {
  const mostly = (usual: readonly string[], odd: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: odd })
  const spelled = (words: readonly string[]) =>
    fc.constantFrom(...words).chain((word) =>
      fc.constantFrom(
        word,
        word,
        word.toUpperCase(),
        word.replace(/[st]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
      ),
    )
  const pairs = (name: string, values: readonly string[]) => fc.tuple(spelled([name]), spelled(values)).map((pair) => pair.join('='))
  const parameter = fc.oneof(
    pairs('ssl', ['true', 'false']),
    pairs('ssl', ['true', 'false']),
    pairs('sslmode', ['none', 'strict', 'DISABLED', 'disable', 'REQUIRED']),
    pairs('database', ['shop', '']),
    pairs('connectTimeout', ['1']),
    fc.string({ maxLength: 5 }),
  )
  const url = fc
    .tuple(
      fc.constantFrom('jdbc:', 'jdbc:', 'JDBC:'),
      fc.constantFrom('postgresql', 'mysql', 'MariaDB', 'clickhouse', 'ch', 'clickhouse'),
      mostly(['://'], fc.constantFrom(':https://', ':HTTP://', ':HTTPS://', ':', ':loadbalance://')),
      mostly(['h', '[fd00::1]', 'h.example', 'h%31'], fc.oneof(fc.constantFrom('u@h', 'a,b', '(h)', '[h]'), fc.string({ maxLength: 6 }))),
      mostly(['', '', ':1', ':08123'], fc.constantFrom(':0', ':65536', ':', ':99999')),
      mostly(
        ['', '/', '/d', '/a%20b', '/a/b'],
        fc.oneof(
          fc.constantFrom('/%00', '/%', '/a#b'),
          fc.string({ maxLength: 6 }).map((text) => `/${text}`),
        ),
      ),
      fc.array(parameter, { maxLength: 2 }).map((all) => (all.length === 0 ? '' : `?${all.join('&')}`)),
    )
    .map((parts) => parts.join(''))
  let read = 0
  fc.assert(
    fc.property(url, (written) => {
      const worker = dialled(written)
      // Of what the worker refuses, the server may know a place: nothing is dialled.
      if (worker === undefined) return
      read += 1
      const none = /^jdbc:(?:clickhouse|ch):/i.test(written) ? 'default' : ''
      const { host, port, database } = place(written) ?? {}
      expect({ host, port, database: database === '' ? none : database }).toEqual({
        host: worker.host,
        port: worker.port,
        database: worker.database ?? '',
      })
    }),
    { numRuns: 3000 },
  )
  expect(read).toBeGreaterThan(500)
})
