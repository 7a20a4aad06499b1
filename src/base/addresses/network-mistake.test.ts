import { expect, it } from 'vitest'
import { requireIpRange } from './ip-address.ts'
import { networkMistake } from './network-mistake.ts'

it.each(['10.0.0.0/8', '10.20.0.7', '10.20.0.7/32', '0.0.0.0/0', 'fd00::/8', 'fd00::7', '::/0', '2001:0DB8:0::/32'])(
  '%s is a network',
  (text) => {
    expect(networkMistake(requireIpRange(text))).toBeUndefined()
  },
)

it.each([
  ['10.20.0.7/8', 'Write 10.0.0.0/8, or 10.20.0.7/32 for the address alone.'],
  ['10.20.0.7/31', 'Write 10.20.0.6/31, or 10.20.0.7/32 for the address alone.'],
  ['0.0.0.1/0', 'Write 0.0.0.0/0, or 0.0.0.1/32 for the address alone.'],
  ['fd00:0:0::7/64', 'Write fd00::/64, or fd00::7/128 for the address alone.'],
])('%s may be meant as one of two', (text, hint) => {
  expect(networkMistake(requireIpRange(text))).toEqual({ what: `${text} is not a network: it is an address inside one`, hint })
})
