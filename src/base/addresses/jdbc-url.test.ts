import { describe, expect, test } from 'vitest'
import { JDBC_KINDS } from '../remote-kinds.ts'
import { readJdbcUrl } from './jdbc-url.ts'

const CONTROLS = ['%00', '%0a', '%0D', '%09', '%7f', '%C2%85', '%E2%80%A8', '\0', '\n', '\u2028']
const PLACES: readonly (readonly [what: string, rest: (control: string) => string])[] = [
  ['the host', (c) => `h${c}x/d`],
  ['the beginning of the host', (c) => `${c}h:1/d`],
  ['the database', (c) => `h/d${c}x`],
  ['a database of the parameters', (c) => `h/?database=d${c}`],
  ['the user', (c) => `h/d?user=u${c}`],
  ['a name of a parameter', (c) => `h/d?us${c}er=u`],
  ['a parameter that nobody knows', (c) => `h/d?nobodyKnows=1${c}`],
]

describe.each(Object.keys(JDBC_KINDS))('a JDBC URL of %s', (protocol) => {
  test.each(PLACES)('with a control character in %s is refused as one', (_what, rest) => {
    for (const control of CONTROLS) expect(() => readJdbcUrl(`jdbc:${protocol}://${rest(control)}`), control).toThrow('control character')
  })

  test('has no % in its host, whatever it stands for', () => {
    expect(() => readJdbcUrl(`jdbc:${protocol}://h%41/d`)).toThrow('is not a JDBC URL of')
    expect(() => readJdbcUrl(`jdbc:${protocol}://h%2500/d`)).toThrow('is not a JDBC URL of')
    expect(() => readJdbcUrl(`jdbc:${protocol}://h%/d`)).toThrow('two hexadecimal digits')
  })
})
