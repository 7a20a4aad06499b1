import { expect, it } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import { exitCodeOfError } from '../connect/exit-codes.ts'
import { listCount } from './list-count.ts'

it.each(['1', '20', '100'])('%s is so many', (given) => {
  expect(listCount(given)).toBe(given)
})

it.each(['0', '101', 'x', '', '-1', '1.5', '1e2', ' 7'])('%j is a misuse, told by the name of the flag', (given) => {
  try {
    listCount(given)
    expect.unreachable()
  } catch (thrown) {
    expect(thrown).toMatchObject({ message: '--count is no number from 1 to 100' })
    expect(thrown instanceof CausewayError && exitCodeOfError(thrown)).toBe(2)
  }
})
