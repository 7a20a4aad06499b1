import { expect, it } from 'vitest'
import { doorsText, newDoorText } from './door-text.ts'

const door = {
  door_id: 'd1',
  queue_name: 'q1',
  kind: 'loopback',
  address: '127.0.0.1:4000',
  owner: 'ada',
  description: 'b\u001b[2J',
  fail_reason: '',
}

it('has a line for each door, why one is not open, and shows nothing that a terminal obeys', () => {
  expect(doorsText({ doors: [door, { ...door, description: '', fail_reason: 'taken' }] }).split('\n')).toEqual([
    'open   q1 127.0.0.1:4000 (d1, for ada, b\\u{1b}[2J)',
    'CLOSED q1 127.0.0.1:4000 (d1, for ada)',
    '       taken',
  ])
  expect(doorsText({ doors: [] })).toBe('The queue has no door')
})

it('tells how a client is given the password, which a unix socket has not', () => {
  expect(newDoorText({ ...door, password: 'secret' })).toContain('curl --proxy socks5h://d1:secret@127.0.0.1:4000')
  expect(newDoorText({ ...door, kind: 'unix', address: 'doors/d1.sock' })).toContain('without a password')
})
