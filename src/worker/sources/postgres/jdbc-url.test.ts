import { describe, expect, test } from 'vitest'
import { parseJdbcUrl } from './jdbc-url.ts'
import { parseTableName } from './table-name.ts'

describe('JDBC URLs', () => {
  test('host, port, database and the driver’s defaults', () => {
    expect(parseJdbcUrl('jdbc:postgresql://pg-1.example:6543/my%20db')).toEqual({
      host: 'pg-1.example',
      port: 6543,
      database: 'my db',
      sslMode: 'prefer',
      connectTimeoutMs: 10_000,
      searchPath: undefined,
      applicationName: 'Causeway',
    })
    expect(parseJdbcUrl('jdbc:postgresql://10.0.0.1')).toMatchObject({ host: '10.0.0.1', port: 5432, database: undefined })
    expect(parseJdbcUrl('jdbc:postgresql://[fd00::1]:5433/d')).toMatchObject({ host: 'fd00::1', port: 5433 })
  })

  test.each([
    ['sslmode=disable', 'disable'],
    ['sslmode=verify-full', 'verify-full'],
    ['ssl=true', 'verify-full'],
    ['ssl', 'verify-full'],
    ['ssl=true&sslmode=require', 'require'],
    ['ssl=false', 'prefer'],
  ])('%s means %s', (query, mode) => {
    expect(parseJdbcUrl(`jdbc:postgresql://h/d?${query}`).sslMode).toBe(mode)
  })

  test('parameters that change nothing are let through, others are refused by name', () => {
    expect(parseJdbcUrl('jdbc:postgresql://h/d?connectTimeout=3&tcpKeepAlive=true&currentSchema=s')).toMatchObject({
      connectTimeoutMs: 3000,
      searchPath: 's',
    })
    expect(() => parseJdbcUrl('jdbc:postgresql://h/d?options=-c%20x=y')).toThrow('options')
    expect(() => parseJdbcUrl('jdbc:postgresql://h/d?sslmode=sometimes')).toThrow('sometimes')
  })

  test('a password in the URL is refused and not repeated', () => {
    expect(() => parseJdbcUrl('jdbc:postgresql://h/d?user=u&password=hunter2')).toThrow(/user/)
    expect(() => parseJdbcUrl('jdbc:postgresql://h/d?password=hunter2')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    )
  })

  test('a host is as long as a name may be, and no longer', () => {
    expect(parseJdbcUrl(`jdbc:postgresql://${'h'.repeat(255)}/d`).host).toHaveLength(255)
    expect(() => parseJdbcUrl(`jdbc:postgresql://${'h'.repeat(256)}/d`)).toThrow('more than 255 characters')
  })

  test.each([
    'jdbc:postgresql:d',
    'jdbc:postgresql://',
    'jdbc:postgresql://h:0/d',
    'jdbc:postgresql://h:99999/d',
    'jdbc:postgresql://h1,h2/d',
    'postgresql://h/d',
  ])('%s is refused', (url) => {
    expect(() => parseJdbcUrl(url)).toThrow()
  })
})

describe('dbtable', () => {
  test.each([
    ['orders', '"orders"'],
    ['Public.Orders', '"public"."orders"'],
    ['public."Mixed Case"', '"public"."Mixed Case"'],
    ['"a""b"."c.d"', '"a""b"."c.d"'],
    [' s.t ', '"s"."t"'],
  ])('%s', (dbtable, name) => {
    expect(parseTableName(dbtable)).toBe(name)
  })

  test.each(['a.b.c', '', 'a;drop table b', 'a b', '"unclosed', 'a.'])('%s is refused', (dbtable) => {
    expect(() => parseTableName(dbtable)).toThrow()
  })
})
