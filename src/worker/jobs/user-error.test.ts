import { expect, test } from 'vitest'
import { EngineError } from '../engine/engine.ts'
import { partlyDone } from './partly-done.ts'
import { userError } from './user-error.ts'

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

test('a disk that is full behind the first tables of several is told in our words, and whose rows are there', () => {
  for (const error of [full, new EngineError('IO Error: Could not write file "part-0": No space left on device')])
    expect(partlyDone(userError(error, new Map()), ['default.a'], ['default.b', 'default.c'])).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no space left on a disk'),
      hint: expect.stringMatching(
        /^The rows of default\.a are there, those of default\.c are not, it failed at those of default\.b\. Free some space/,
      ),
    })
})

test('what nobody has words for is a failure of the server', () => {
  expect(userError(new TypeError('x is not a function'), new Map()).kind).toBe('internal')
})
