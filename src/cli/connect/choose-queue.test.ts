import { expect, it } from 'vitest'
import { chooseQueue } from './choose-queue.ts'

it('is the only queue, or the only one beside the preset one', () => {
  expect(chooseQueue(['default'])).toBe('default')
  expect(chooseQueue(['default', 'q1'])).toBe('q1')
  expect(() => chooseQueue(['default', 'q1', 'q2'])).toThrow(expect.objectContaining({ message: 'There are several queues: q1, q2' }))
  expect(() => chooseQueue([])).toThrow(expect.objectContaining({ hint: 'Make one: causeway queue create NAME' }))
})
