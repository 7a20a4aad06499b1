import { expect, test } from 'vitest'
import { parseIpAddress, parseSocketAddress, requireIpRange, socketAddressText } from './ip-address.ts'

test('rule 4: an address has one spelling from here on', () => {
  expect(parseIpAddress('2001:DB8:0:0:0:0:0:1')?.text).toBe('2001:db8::1')
  expect(parseIpAddress('192.168.0.1')?.text).toBe('192.168.0.1')
})

test('an address and a port are written and read alike', () => {
  for (const text of ['10.0.0.1:5432', '[2001:db8::1]:1']) {
    const parsed = parseSocketAddress(text)
    expect(socketAddressText(parsed?.ip.text ?? '', parsed?.port ?? 0)).toBe(text)
  }
})

test('a slip in a range of the program is no range that covers nothing', () => {
  expect(() => requireIpRange('10.0.0.0/33')).toThrow('10.0.0.0/33 is not a CIDR')
})
