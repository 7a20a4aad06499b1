import { expect, it } from 'vitest'
import { fieldsText } from './show-resource.ts'

it('says of each binding that has failed why, on a line of its own, and shows nothing that a terminal obeys', () => {
  const text = fieldsText({
    name: 'orders',
    available_queue_info: [
      { name: 'q1', status: 'ACTIVE', err_msg: '' },
      { name: 'q2', status: 'FAILED', err_msg: 'The bastion does not answer\nLook\u001b[2J at it' },
    ],
  })
  expect(text.split('\n').map((line) => line.trimStart())).toEqual([
    'name                  orders',
    'available_queue_info  q1, q2 (FAILED)',
    'q2: The bastion does not answer',
    'Look\\u{1b}[2J at it',
  ])
})
