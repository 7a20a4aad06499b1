import { expect, it } from 'vitest'
import { unknownQueue } from './known-queue.ts'

it('names the queues that there are, and says what to do where one sees none', () => {
  expect(unknownQueue('q9', ['q2', 'q1'])).toMatchObject({ kind: 'not-found', hint: 'Name one of q1, q2' })
  expect(unknownQueue('q9', [])).toMatchObject({ hint: 'You see none; one is made by: causeway queue create NAME' })
})
