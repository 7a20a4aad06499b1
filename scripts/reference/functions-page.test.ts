import { expect, test } from 'vitest'
import { FUNCTION_DIFFERENCES } from '../../src/worker/sql/functions/differences.ts'
import { FUNCTIONS } from '../../src/worker/sql/functions/registry.ts'
import { functionsPage } from './functions-page.ts'

test('each function that is served stands on the page once, and what is said to differ is served', () => {
  const page = functionsPage()
  const wrong = [...FUNCTIONS.keys()].filter((name) => !name.endsWith('_characters') && page.split(`\`${name}\``).length !== 2)
  expect(wrong).toEqual([])
  expect([...FUNCTION_DIFFERENCES.keys()].filter((name) => !FUNCTIONS.has(name))).toEqual([])
})
