import { expect, it } from 'vitest'
import { checkCredentialHosts, isForHost } from './credential-hosts.ts'

it.each<[readonly string[], string, number, boolean]>([
  [[], 'anything', 1, true],
  [['pg-orders'], 'pg-orders', 5432, true],
  [['pg-orders'], 'PG-Orders', 6000, true],
  [['PG-orders:5432'], 'pg-orders', 5432, true],
  // The sign of a kelvin, of which some make a k.
  [['pg-k'], 'pg-\u212a', 5432, false],
  [['pg-orders:5432'], 'pg-orders', 54320, false],
  [['pg-orders:5432'], 'pg-orders', 543, false],
  [['pg-orders'], 'pg-orders2', 5432, false],
  [['pg-orders2'], 'pg-orders', 5432, false],
  [['192.168.0.10'], 'pg-orders', 5432, false],
  [['192.168.0.1'], '192.168.0.10', 5432, false],
  [['a', 'b:1'], 'b', 1, true],
  [['[FD00::10]:5432'], 'fd00::10', 5432, true],
  [['[fd00::10]'], 'fd00::1', 5432, false],
  [['[fd00:0:0::10]:5432'], 'FD00::0010', 5432, true],
  [['[FD00::10]'], 'fd00:0:0:0:0:0:0:10', 5432, true],
  [['[fd00::1:0]'], 'fd00::1', 5432, false],
  [['[fd00::10]:5432'], 'fd00:0::10', 5433, false],
])('%j and %s:%i: %s', (hosts, host, port, expected) => {
  expect(isForHost(checkCredentialHosts(hosts), { host, port })).toBe(expected)
})

it.each([
  '',
  ' ',
  'a b',
  'a:0',
  'a:65536',
  'a:1:2',
  'a:',
  ':1',
  'fd00::1',
  '[a]',
  'a\n',
  'a\0',
  '*',
  'a,b',
  'http://a',
  'a/b',
  '[::.:.]',
  '[:::]',
  'a..b',
  '[192.168.0.1]',
])('%j is no host', (entry) => {
  expect(() => checkCredentialHosts([entry])).toThrow(expect.objectContaining({ kind: 'invalid-parameter' }))
})

it('their number is bounded', () => {
  expect(() => checkCredentialHosts(Array.from({ length: 101 }, (_, i) => `h${i}`))).toThrow(/101 hosts/)
})
