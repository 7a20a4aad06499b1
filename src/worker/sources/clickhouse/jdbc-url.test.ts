import { expect, test } from 'vitest'
import { parseJdbcUrl } from './jdbc-url.ts'

test.each([
  ['jdbc:clickhouse://h/d', { port: 8123, database: 'd', check: undefined }],
  ['JDBC:CH://h/d?ssl=true', { port: 8443, check: 'signer-and-names' }],
  ['jdbc:ch:https://h', { port: 8443, database: 'default', check: 'signer-and-names' }],
  ['jdbc:ch:https://h?sslmode=VERIFY_CA', { port: 8443, check: 'signer' }],
  ['jdbc:clickhouse://h?sslmode=none', { port: 8443, check: 'nothing' }],
  ['jdbc:clickhouse://h?sslmode=strict&ssl=false', { port: 8123, check: undefined }],
  ['jdbc:clickhouse://[fd00::1]:9000/a%20b?database=c', { host: 'fd00::1', port: 9000, database: 'a b' }],
  ['jdbc:clickhouse://h:1?database=c&connect_timeout=0', { database: 'c', connectTimeoutMs: 300_000 }],
])('%s', (url, expected) => expect(parseJdbcUrl(url)).toMatchObject(expected))

test.each([
  'jdbc:clickhouse://a,b/d',
  'jdbc:clickhouse://user@h/d',
  'jdbc:clickhouse://h:0',
  'jdbc:clickhouse://h?user=u',
  'jdbc:clickhouse://h?unknown=1',
  'jdbc:clickhouse://h?custom_http_headers=a',
  'jdbc:clickhouse://h/%zz',
])('%s is refused', (url) => expect(() => parseJdbcUrl(url)).toThrow())
