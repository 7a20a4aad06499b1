import { expect, test } from 'vitest'
import { inHashOrder } from './hash-order.ts'

// As a HashMap of Java 17 that was made for as many entries lists its keys; the last one has grown.
test.each([
  ['apple banana cherry', 'banana apple cherry'],
  ['alpha beta gamma delta epsilon', 'delta epsilon beta gamma alpha'],
  [
    'red green blue yellow orange violet black white grey brown pink cyan teal',
    'pink green yellow violet black teal brown cyan grey red orange blue white',
  ],
])('%s', (written, listed) => {
  const keys = written.split(' ')
  expect(inHashOrder(keys, keys.length)).toEqual(listed.split(' '))
})
