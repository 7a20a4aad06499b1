import { expect, it } from 'vitest'
import { cidrsOverlap } from './cidrs-overlap.ts'

it.each([
  ['10.0.0.0/8', '10.1.2.0/24', true],
  ['10.1.2.0/24', '10.1.3.0/24', false],
  ['0.0.0.0/0', '192.168.0.0/16', true],
  ['192.168.250.0/24', '192.168.250.10/32', true],
  ['192.168.250.0/24', '192.168.250.10', true],
])('%s and %s', (a, b, isOverlap) => {
  expect(cidrsOverlap(a, b)).toBe(isOverlap)
  expect(cidrsOverlap(b, a)).toBe(isOverlap)
})
