import { expect, test } from 'vitest'
import { closeMatches } from './close-matches.ts'

test.each([
  ['uper', ['lower', 'upper', 'user'], ['upper', 'user']],
  ['ordres', ['orders'], ['orders']],
  ['id', ['ids', 'pid', 'xy'], ['ids', 'pid']],
  ['ax', ['a'], []],
  ['g', ['e', 'if', 'pi'], []],
  ['G', ['g'], ['g']],
])('%s among %j is close to %j', (wanted, names, close) => {
  expect(closeMatches(wanted, names)).toEqual(close)
})
