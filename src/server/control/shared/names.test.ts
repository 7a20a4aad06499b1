import { describe, expect, it } from 'vitest'
import { checkHosts } from '../connections/hosts.ts'
import { LIMITS } from './limits.ts'
import {
  connectionName,
  credentialName,
  databaseName,
  freeText,
  lineText,
  networkDescription,
  queueName,
  subnetName,
  tableName,
  vpcName,
} from './names.ts'
import { checkTags } from './tags.ts'

const invalid = expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) })

describe('queue, database and datasource authentication names', () => {
  it.each(['a', 'Queue_1', '1a', 'a'.repeat(128)])('accepts %s', (name) => {
    expect(queueName(name)).toBe(name.toLowerCase())
    expect(databaseName(name)).toBe(name.toLowerCase())
    expect(credentialName(name)).toBe(name)
  })

  it.each(['', '_a', '123', 'a-b', 'a b', 'é', 'a'.repeat(129), 'a\n', 'a.b'])('refuses %j', (name) => {
    for (const check of [queueName, databaseName, credentialName]) expect(() => check(name)).toThrow(invalid)
  })

  it('a table name may hold $', () => {
    expect(tableName('$Test')).toBe('$test')
    expect(() => databaseName('$test')).toThrow(invalid)
  })
})

it('a connection name has at most 64 letters, digits and underscores', () => {
  expect(connectionName('_Test_1')).toBe('_Test_1')
  for (const name of ['', 'a-b', 'a'.repeat(65), 'a b']) expect(() => connectionName(name)).toThrow(invalid)
})

it('a VPC name may be empty, a subnet name may not', () => {
  expect(vpcName('')).toBe('')
  expect(vpcName('vpc-1.a_b')).toBe('vpc-1.a_b')
  expect(() => vpcName('a'.repeat(65))).toThrow(invalid)
  expect(() => subnetName('')).toThrow(invalid)
})

it('a description has a bounded length and no control characters, a label is one line', () => {
  expect(freeText('description', 'x'.repeat(1024))).toHaveLength(1024)
  expect(() => freeText('description', 'x'.repeat(1025))).toThrow(invalid)
  expect(freeText('description', 'a\n\tb')).toBe('a\n\tb')
  for (const control of ['\0', '\u001b', '\u2028']) expect(() => freeText('description', `a${control}b`)).toThrow(invalid)
  expect(() => lineText('label', 'a\nb')).toThrow(invalid)
  expect(() => lineText('label', 'x'.repeat(1025))).toThrow(invalid)
})

it('a description of a VPC or a subnet has at most 255 characters, and no angle brackets', () => {
  expect(networkDescription('x'.repeat(255))).toHaveLength(255)
  for (const wrong of ['x'.repeat(256), 'a<b', 'a>b', 'a\0b']) expect(() => networkDescription(wrong)).toThrow(invalid)
})

describe('tags', () => {
  it.each([
    ['', 'v'],
    [' a', 'v'],
    ['a ', 'v'],
    ['_sys_a', 'v'],
    ['a'.repeat(129), 'v'],
    ['a*', 'v'],
    ['a', 'v'.repeat(256)],
    ['a', '<'],
  ])('refuses %j = %j', (key, value) => expect(() => checkTags([{ key, value }])).toThrow(invalid))

  it('refuses a key given twice and more than 20', () => {
    const tags = Array.from({ length: LIMITS.tags }, (_, i) => ({ key: `k${i}`, value: '' }))
    expect(checkTags(tags)).toBe(tags)
    expect(() => checkTags([...tags, { key: 'more', value: '' }])).toThrow(invalid)
    expect(() =>
      checkTags([
        { key: 'k', value: '1' },
        { key: 'k', value: '2' },
      ]),
    ).toThrow(invalid)
  })
})

describe('host entries', () => {
  it('accepts the vendor’s names, and addresses outside the VPC', async () => {
    const hosts = [
      { name: 'ecs-97f8-0001', ip: '192.168.0.1' },
      { name: 'A.b_c-d', ip: '172.0.0.2' },
      { name: 'six', ip: 'fd00::1' },
    ]
    expect(await checkHosts(hosts)).toBe(hosts)
  })

  it.each([
    [{ name: '1a', ip: '192.168.0.1' }],
    [{ name: '', ip: '192.168.0.1' }],
    [{ name: 'a'.repeat(129), ip: '192.168.0.1' }],
    [{ name: 'a/b', ip: '192.168.0.1' }],
    [{ name: 'a', ip: '192.168.0.256' }],
    [{ name: 'a', ip: 'fd00::g' }],
    [{ name: 'a', ip: 'fe80::1%eth0' }],
    [{ name: 'a', ip: '[fd00::1]' }],
    [{ name: 'a', ip: '' }],
  ])('refuses %j', async (host) => expect(checkHosts([host])).rejects.toThrow(invalid))

  it('refuses one name with two addresses, in any case', async () => {
    await expect(
      checkHosts([
        { name: 'a', ip: '192.168.0.1' },
        { name: 'A', ip: '192.168.0.2' },
      ]),
    ).rejects.toThrow(/two addresses/)
  })

  it('accepts 20,000 and not one more', async () => {
    const hosts = Array.from({ length: 20_000 }, (_, i) => ({ name: `h${i}`, ip: '192.168.0.1' }))
    expect(await checkHosts(hosts)).toHaveLength(20_000)
    await expect(checkHosts([...hosts, { name: 'more', ip: '192.168.0.1' }])).rejects.toThrow(invalid)
  })
})
