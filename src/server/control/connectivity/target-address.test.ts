import { describe, expect, it } from 'vitest'
import { parseTargetAddress } from './target-address.ts'

describe('parseTargetAddress', () => {
  it.each([
    ['192.168.0.10:5432', '192.168.0.10', 5432],
    ['iam.cn-north-1.myhuaweicloud.com:443', 'iam.cn-north-1.myhuaweicloud.com', 443],
    ['ecs-97f8-0001:9092', 'ecs-97f8-0001', 9092],
    ['my_host:1', 'my_host', 1],
    ['[fd00::10]:65535', 'fd00::10', 65_535],
  ])('reads %s', (address, host, port) => expect(parseTargetAddress(address)).toEqual({ host, port }))

  it.each([
    ['192.168.0.10', 'Add the port, such as 192.168.0.10:5432.'],
    ['pg', 'Add the port, such as pg:5432.'],
    ['[fd00::10]', 'Add the port, such as [fd00::10]:5432.'],
    ['fd00::10', 'Add the port, such as [fd00::10]:5432.'],
    ['pg:0', 'Use a port from 1 to 65535.'],
    ['pg:65536', 'Use a port from 1 to 65535.'],
  ])('refuses %s with what would help', (address, hint) => {
    expect(() => parseTargetAddress(address)).toThrow(expect.objectContaining({ kind: 'invalid-parameter', hint }))
  })

  it('says of an address without a port that it has none', () => {
    for (const address of ['192.168.0.10', 'pg.lab.example', 'fd00::10', '[fd00::10]']) {
      expect(() => parseTargetAddress(address)).toThrow(`"${address}" has no port, and what is tested is a TCP connection to one`)
    }
  })

  it.each([
    '',
    ':80',
    'a:b',
    'a:80:90',
    '1.2.3:80',
    '300.1.1.1:80',
    'http://a:80',
    'a b:80',
    'fd00::1:80',
    '[zz]:80',
    '[fe80::1%eth0]:80',
    'a..b:80',
    `${'a'.repeat(64)}:80`,
    `${'a.'.repeat(130)}a:80`,
    'a\0:80',
    'pg:123456',
  ])('refuses %j', (address) =>
    expect(() => parseTargetAddress(address)).toThrow(expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) })),
  )
})
