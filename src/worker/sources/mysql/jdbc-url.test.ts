import { describe, expect, test } from 'vitest'
import { parseJdbcUrl } from './jdbc-url.ts'
import { parseTableName } from './table-name.ts'

describe('JDBC URLs of MySQL', () => {
  test('host, port, database and defaults', () => {
    expect(parseJdbcUrl('jdbc:mysql://192.168.0.193:3306')).toEqual({
      host: '192.168.0.193',
      port: 3306,
      database: undefined,
      encryption: { kind: 'if-offered', check: 'nothing' },
      allowPublicKeyRetrieval: false,
      connectTimeoutMs: 10_000,
      zeroDates: 'refused',
      tinyInt1IsBit: true,
      yearIsDate: true,
    })
    expect(parseJdbcUrl('jdbc:mariadb://db/shop')).toMatchObject({ host: 'db', port: 3306, database: 'shop' })
    expect(
      parseJdbcUrl('jdbc:mysql://[::1]:1/a%20b?useUnicode=true&characterEncoding=UTF-8&serverTimezone=UTC&rewriteBatchedStatements=true'),
    ).toMatchObject({
      host: '::1',
      port: 1,
      database: 'a b',
    })
  })

  test.each([
    ['useSSL=false', { kind: 'never' }],
    ['useSSL=true', { kind: 'if-offered', check: 'nothing' }],
    ['requireSSL=true', { kind: 'always', check: 'nothing' }],
    ['useSSL=true&verifyServerCertificate=true', { kind: 'always', check: 'signer' }],
    ['useSSL=false&sslMode=verify_identity', { kind: 'always', check: 'signer-and-names' }],
    ['sslmode=disable', { kind: 'never' }],
  ])('%s', (parameters, encryption) => {
    expect(parseJdbcUrl(`jdbc:mysql://h/d?${parameters}`).encryption).toEqual(encryption)
  })

  test.each([
    ['jdbc:mysql://a,b/d', 'several hosts'],
    ['jdbc:mysql:loadbalance://a/d', 'several hosts'],
    ['jdbc:mysql:///d', 'not a JDBC URL'],
    ['jdbc:mysql://h:0/d', 'not a JDBC URL'],
    ['jdbc:mysql://h/d%00x', 'control character'],
    ['jdbc:mysql://h%00x/d', 'control character'],
    ['jdbc:mysql://h%41/d', 'not a JDBC URL'],
    ['jdbc:mysql://h%/d', 'two hexadecimal digits'],
    ['jdbc:mysql://h/d%', 'two hexadecimal digits'],
    ['jdbc:mysql://h/d?serverTimezone=Asia/Shanghai', 'connectionTimeZone'],
    ['jdbc:mysql://h/d?allowLoadLocalInfile=true', 'allowLoadLocalInfile'],
    ['jdbc:mysql://h/d?sessionVariables=sql_mode=1', 'sessionVariables'],
    ['jdbc:mysql://h/d?jdbcCompliantTruncation=false', 'jdbcCompliantTruncation'],
    ['jdbc:mysql://h/d?nobodyKnows=1', 'nobodyKnows'],
    ['jdbc:mysql://h/d?connectTimeout=soon', 'connectTimeout'],
  ])('%s is refused', (url, words) => {
    expect(() => parseJdbcUrl(url)).toThrow(words)
  })

  test.each([
    ['orders', { database: undefined, table: 'orders' }],
    ['shop.orders', { database: 'shop', table: 'orders' }],
    ['`my-db`.`a``b.c`', { database: 'my-db', table: 'a`b.c' }],
    ['2024$_x.日本', { database: '2024$_x', table: '日本' }],
  ])('the table %s', (written, parts) => {
    expect(parseTableName(written)).toEqual(parts)
  })

  test.each(['my-db.t', 'a.b.c', '', 'a.', '`a', 'a b', "a'b", 'a;b', 'a\0b'])('%j is no table', (written) => {
    expect(() => parseTableName(written)).toThrow(/not the name of a table|control character/)
  })
})
