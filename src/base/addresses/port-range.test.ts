import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdsEveryPort, holdsPort, joinedPorts, parsePortRange, portRangeText } from './port-range.ts'

const range = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 6 })).map(([from, more]) => ({ from, to: from + more }))

test('what is written is read, and nothing else', () => {
  for (const text of ['1', '5432', '6000-6010', '1-65535']) expect(portRangeText(parsePortRange(text) ?? { from: 0, to: 0 })).toBe(text)
  for (const text of ['', '0', '65536', '7-6', '-1', '1-', '5432 ', '1,2', '١']) expect(parsePortRange(text), text).toBeUndefined()
})

test('joined ranges hold the same ports, in their order, and no two of them touch', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
      const joined = joinedPorts(ranges)
      for (let port = 1; port <= 50; port += 1)
        expect(holdsPort(joined, port)).toBe(ranges.some(({ from, to }) => port >= from && port <= to))
      for (const [at, { from }] of joined.entries()) expect(from).toBeGreaterThan((joined[at - 1]?.to ?? -1) + 1)
    }),
  )
  expect(
    holdsEveryPort(
      joinedPorts([
        { from: 2, to: 65_535 },
        { from: 1, to: 1 },
      ]),
    ),
  ).toBe(true)
})
