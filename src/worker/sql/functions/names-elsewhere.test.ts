import { expect, test } from 'vitest'
import { NAMES_ELSEWHERE } from './names-elsewhere.ts'
import { FUNCTIONS } from './registry.ts'

test('no name that a function has here is told to be written otherwise', () => {
  expect([...NAMES_ELSEWHERE.keys()].filter((name) => FUNCTIONS.has(name))).toEqual([])
})
