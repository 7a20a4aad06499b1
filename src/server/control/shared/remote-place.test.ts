import { expect, it } from 'vitest'
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
