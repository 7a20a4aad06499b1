import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains, overlaps, parseIpv4, storedNetwork, subnetNetwork, vpcNetwork } from './cidrs.ts'

const invalid = (hint: unknown) => expect.objectContaining({ kind: 'invalid-parameter', hint })

describe('parseIpv4', () => {
  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.04',
    '0x1.2.3.4',
    '1.2.3.4/32',
    ' 1.2.3.4',
    '16909060',
    '::1',
    '1.2.3.-4',
  ])('refuses %j', (text) => expect(parseIpv4(text)).toBeUndefined())

  it('reads every address of four plain decimal numbers', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => parseIpv4(text) === text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)))
  })
})

describe('vpcNetwork', () => {
  it.each(['10.0.0.0/8', '10.255.255.240/28', '172.16.0.0/12', '172.31.0.0/16', '192.168.0.0/16', '192.168.1.0/24'])(
    'accepts %s',
    (cidr) => {
      expect(vpcNetwork(cidr).cidr).toBe(cidr)
    },
  )

  it.each([
    '10.0.0.0/7',
    '10.0.0.0/29',
    '172.32.0.0/16',
    '172.0.0.0/8',
    '192.168.0.0/15',
    '11.0.0.0/8',
    '100.64.0.0/10',
    '0.0.0.0/0',
    '127.0.0.0/8',
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    'fd00::/8',
    '',
  ])('refuses %j', (cidr) => expect(() => vpcNetwork(cidr)).toThrow(invalid(expect.any(String))))

  it('names the network of an address with host bits', () => {
    expect(() => vpcNetwork('192.168.5.7/16')).toThrow(invalid('Write 192.168.0.0/16.'))
  })
})

describe('subnetNetwork', () => {
  const vpc = vpcNetwork('192.168.0.0/16')
  const others = [{ name: 'first', cidr: '192.168.0.0/24' }]
  const check = (cidr: string, gatewayIp: string) => subnetNetwork({ cidr, gatewayIp }, vpc, others)

  it('accepts a network beside the others with a gateway inside', () => {
    expect(check('192.168.1.0/24', '192.168.1.1').cidr).toBe('192.168.1.0/24')
  })

  it.each([
    ['192.169.1.0/24', '192.169.1.1', 'is not inside'],
    ['192.168.0.128/25', '192.168.0.129', 'overlaps the subnet first'],
    ['192.168.0.0/16', '192.168.0.1', 'overlaps'],
    ['192.168.1.0/29', '192.168.1.1', 'too small'],
    ['192.168.1.0/24', '192.168.1.0', 'gateway'],
    ['192.168.1.0/24', '192.168.1.255', 'gateway'],
    ['192.168.1.0/24', '192.168.2.1', 'gateway'],
    ['192.168.1.0/24', '', 'gateway'],
  ])('refuses %s with gateway %j', (cidr, gateway, words) => expect(() => check(cidr, gateway)).toThrow(new RegExp(words)))
})

describe('contains and overlaps', () => {
  const networks = fc
    .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
    .map(([ip, length]) => {
      const size = 2 ** (32 - length)
      const first = Math.floor((parseIpv4(ip) ?? 0) / size) * size
      return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`
    })
    .map(storedNetwork)

  it('two networks overlap exactly when one contains the other', () => {
    fc.assert(fc.property(networks, networks, (a, b) => overlaps(a, b) === (contains(a, b) || contains(b, a))))
  })
})
