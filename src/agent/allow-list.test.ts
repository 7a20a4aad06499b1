import { expect, it, test } from 'vitest'
import { parseSocketAddress } from '../base/addresses/ip-address.ts'
import { allows, parseAllowed, requireAllowed } from './allow-list.ts'

const isAllowed = (list: readonly string[], text: string): boolean => {
  const address = parseSocketAddress(text)
  if (address === undefined) throw new Error(text)
  return allows(
    list.flatMap((each) => {
      const entry = parseAllowed(each)
      if (entry === undefined) throw new Error(each)
      return [entry]
    }),
    address,
  )
}

test.each([
  [['10.1.0.0/16:5432'], '10.1.255.255:5432', true],
  [['10.1.0.0/16:5432'], '10.1.0.1:5433', false],
  [['10.1.0.0/16:5432'], '10.2.0.0:5432', false],
  [['10.1.0.5:6000-6010'], '10.1.0.5:6010', true],
  [['10.1.0.5:6000-6010'], '10.1.0.5:6011', false],
  [['10.1.0.5', '10.1.0.6:1'], '10.1.0.6:1', true],
  [['[2001:db8::]/32:5432'], '[2001:db8::9]:5432', true],
  [['[2001:db8::]/32'], '[2001:db9::9]:5432', false],
  [['0.0.0.0/0'], '10.9.9.9:1', true],
  [[], '10.9.9.9:1', false],
] as const)('%j lets %s through: %s', (list, address, is) => {
  expect(isAllowed(list, address)).toBe(is)
})

test.each(['127.0.0.1:5432', '169.254.169.254:80', '169.254.0.9:80', '[::1]:5432', '[fe80::1]:1', '224.0.0.1:1', '100.64.0.1:1'])(
  '%s is allowed by its own entry, and by no wide one',
  (address) => {
    expect(isAllowed(['0.0.0.0/0', '[::]/0', '126.0.0.0/7', '[::]/8'], address)).toBe(false)
    expect(isAllowed([address], address)).toBe(true)
  },
)

test('the services of the machine are named by a network that holds nothing else', () => {
  expect(isAllowed(['127.0.0.0/8'], '127.9.9.9:1')).toBe(true)
  expect(isAllowed(['169.254.0.0/16'], '169.254.169.254:80')).toBe(false)
  expect(isAllowed(['169.254.0.0/16'], '169.254.0.9:80')).toBe(true)
})

test.each([
  '',
  'db:5432',
  '10.1.0.0/33',
  '10.1:5432',
  '10.1.0.5:0',
  '10.1.0.5:9-1',
  '10.1.0.5:65536',
  '2001:db8::1',
  '[10.1.0.5]:1',
  '[::1',
  '10.1.0.5:1:2',
])('%j is no entry', (text) => {
  expect(parseAllowed(text)).toBeUndefined()
})

it.each(['10.1.0.5/16:5432', '[2001:db8::5]/32:5432'])(
  '%s may be meant as one address or as a network, and is refused with both',
  (text) => {
    expect(() => requireAllowed(text)).toThrow('is not a network: it is an address inside one')
  },
)
