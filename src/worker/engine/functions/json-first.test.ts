import { expect, test } from 'vitest'
import { firstJson } from './json-first.ts'

test.each([
  ['{"a":[1]} {"b":2}', '{"a":[1]}'],
  [' [1,{"x":"}]\\"]"}]]]', ' [1,{"x":"}]\\"]"}]'],
  ['["\\\\"]x', '["\\\\"]'],
  ['{"a":1', '{"a":1'],
  ['["', '["'],
  ['["\\', '["\\'],
  ['[}]', '[}'],
])('%s begins with %s', (text, first) => {
  expect(firstJson(text)).toBe(first)
})
