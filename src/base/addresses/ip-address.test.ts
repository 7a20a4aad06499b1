import { expect, test } from 'vitest'
import { isIpAddress, parseIpAddress, parseSocketAddress, plainSocketAddress, requireIpRange, socketAddressText } from './ip-address.ts'

test('rule 4: an address has one spelling from here on', () => {
  expect(parseIpAddress('2001:DB8:0:0:0:0:0:1')?.text).toBe('2001:db8::1')
  expect(parseIpAddress('192.168.0.1')?.text).toBe('192.168.0.1')
})

test('what is an address is what one is made of, however it is written', () => {
  const parts = [
    '0',
    '1',
    '9',
    '10',
    '99',
    '100',
    '192',
    '249',
    '250',
    '255',
    '256',
    '260',
    '299',
    '300',
    '00',
    '01',
    '0x1',
    '',
    ' 1',
    '1 ',
    '-1',
    '1e1',
    '٣',
  ]
  const texts = parts.flatMap((part) => [0, 1, 2, 3].map((at) => ['1', '2', '3', '4'].with(at, part).join('.')))
  texts.push(
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.4.',
    '.1.2.3.4',
    '1.2.3.4\n',
    '1..3.4',
    '::1',
    'fd00::10',
    '::ffff:1.2.3.4',
    'fe80::1%eth0',
    '1:2',
    '16909060',
    '',
  )
  for (const text of texts) expect({ text, is: isIpAddress(text) }).toEqual({ text, is: parseIpAddress(text) !== undefined })
  expect(texts.filter(isIpAddress).length).toBeGreaterThan(40)
})

test('an address and a port are written and read alike', () => {
  for (const text of ['10.0.0.1:5432', '[2001:db8::1]:1']) {
    const parsed = parseSocketAddress(text)
    expect(socketAddressText(parsed?.ip.text ?? '', parsed?.port ?? 0)).toBe(text)
  }
})

test('the plain text of an address and a port is that of what is read of it', () => {
  const addresses = [
    '10.0.0.1',
    '255.255.255.255',
    '256.0.0.1',
    '010.0.0.1',
    '10.0.0',
    '[2001:DB8:0:0:0:0:0:1]',
    '2001:db8::1',
    '[10.0.0.1]',
    '',
  ]
  const ports = [':5432', ':1', ':65535', ':65536', ':99999', ':100000', ':0', ':05432', ':', '', ':5432 ', ':x']
  for (const text of addresses.flatMap((address) => ports.map((port) => `${address}${port}`))) {
    const read = parseSocketAddress(text)
    expect([text, plainSocketAddress(text)]).toEqual([text, read === undefined ? undefined : socketAddressText(read.ip.text, read.port)])
  }
})

test('a slip in a range of the program is no range that covers nothing', () => {
  expect(() => requireIpRange('10.0.0.0/33')).toThrow('10.0.0.0/33 is not a CIDR')
})
