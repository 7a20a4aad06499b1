import { expect, test } from 'vitest'
import { ownersMap } from './mount-owners.ts'

test('root is nobody, and everybody else himself', () => {
  expect(ownersMap('         0          0 4294967295\n', 64_808)).toBe('0 64808 1\n1 1 64807\n64809 64809 4294902486')
})

test('in a container it has the ids that this one has', () => {
  expect(ownersMap('0 100000 1\n1 200000 65536\n', 64_808)).toBe('0 64808 1\n1 1 64807\n64809 64809 728')
  expect(ownersMap('0 5 1\n64808 6 1\n', 64_808)).toBe('0 64808 1')
  expect(() => ownersMap('0 1000 1\n', 64_808)).toThrow('no user 64808')
})
