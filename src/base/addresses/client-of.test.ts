import { expect, it } from 'vitest'
import { clientOf } from './client-of.ts'

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::1', '0:0:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['', ''],
])('the client %s is one of %s', (ip, client) => {
  expect(clientOf(ip)).toBe(client)
})
