import { expect, it } from 'vitest'
import { whatIfOf } from './what-if.ts'

it.each([
  ['bind:orders', 'bind:orders'],
  ['bind=orders', 'bind:orders'],
  ['unbind=a, host=db=10.0.0.1,port=5432@a', 'unbind:a, host:db=10.0.0.1,port:5432@a'],
  ['bind:a=b', 'bind:a=b'],
])('%s is asked for as %s', (typed, asked) => {
  expect(whatIfOf(typed)).toBe(asked)
})
