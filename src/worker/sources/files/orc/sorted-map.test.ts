import { expect, test } from 'vitest'
import { sortedMap } from './sorted-map.ts'

const text = (value: string): Buffer => Buffer.from(value)

test.each([
  ['texts by their bytes', [text('é'), text('b'), text('ab'), text('a'), text('Z')], [4, 3, 2, 1, 0]],
  ['characters beyond the first 65,536 behind the others', [text('😀'), text('\uffff')], [1, 0]],
  ['numbers', [3, -1, 2], [1, 2, 0]],
  ['long numbers', [5n, -5n, 0n], [1, 2, 0]],
  ['doubles', [Number.NaN, 0, -0, 2.5, -1e300], [4, 2, 1, 3, 0]],
  ['truths', [true, false], [1, 0]],
  [
    'structs by their fields, NULL last',
    [
      [2, text('x')],
      [1, null],
      [1, text('y')],
    ],
    [2, 1, 0],
  ],
  ['arrays, the shorter first', [[2], [1, 5], [1]], [2, 1, 0]],
])('keys are in order: %s', (_, keys, order) => {
  const values = [...keys.keys()]
  expect(sortedMap(keys, values)).toEqual({ keys: order.map((at) => keys[at]), values: order })
})

test('of a key that is there twice the last value counts, also where all are in order', () => {
  expect(sortedMap([text('b'), text('a'), text('b'), text('b')], [1, 2, 3, 4])).toEqual({ keys: [text('a'), text('b')], values: [2, 4] })
  expect(sortedMap([1, 1, 2], [1, 2, 3])).toEqual({ keys: [1, 2], values: [2, 3] })
  expect(sortedMap([Number.NaN, Number.NaN], [1, 2])).toEqual({ keys: [Number.NaN], values: [2] })
})
