import { expect, it } from 'vitest'
import { databasePlan, databaseUrl } from './database-plan.ts'

it('dials a private address as it is, that one alone, and any other by a forward', () => {
  const named = databaseUrl('postgres://app@db.internal/shop')
  expect(named).toEqual({ host: 'db.internal', port: 5432, user: 'app', jdbcUrl: 'jdbc:postgresql://db.internal:5432/shop' })
  expect(databasePlan(named, 'shop', '10.1.2.3')).toMatchObject({
    address: '10.1.2.3',
    network: '10.1.2.0/24',
    attachment: { kind: 'host', networks: ['10.1.2.3/32'] },
  })
  expect(databasePlan(named, 'shop', '127.0.0.1')).toMatchObject({
    address: '192.168.250.10',
    network: '192.168.250.0/24',
    attachment: { kind: 'forward', forwards: [{ from: '192.168.250.10:5432', to: '127.0.0.1:5432' }] },
  })
  expect(databasePlan(databaseUrl('postgres://app@127.0.0.1:5433/shop'), 'shop', '127.0.0.1')).toMatchObject({
    host: '192.168.250.10',
    jdbcUrl: 'jdbc:postgresql://192.168.250.10:5433/shop',
  })
  expect(databaseUrl('clickhouse://ada@h/shop')).toEqual({ host: 'h', port: 8123, user: 'ada', jdbcUrl: 'jdbc:clickhouse://h:8123/shop' })
  expect(databaseUrl('mysql://a%40b@h:3307')).toEqual({ host: 'h', port: 3307, user: 'a@b', jdbcUrl: 'jdbc:mysql://h:3307' })
})

it('takes no password, and shows none', () => {
  expect(() => databaseUrl('postgres://app:s3cret@db/shop')).toThrow(/has a password/)
  for (const text of ['db.internal', 'oracle://app:s3cret@db', 'postgres://db/shop', '']) {
    expect(() => databaseUrl(text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret') }))
  }
})
