import { expect, test } from 'vitest'
import { boundsOf, checkBounds, parseBounds } from './process-bounds.ts'

test('what the kernel tells is read, also of one that does not count filters', () => {
  expect(parseBounds('Name:\tnode\nUid:\t64808\t64808\t64808\t64808\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t3\n')).toEqual({
    filters: 3,
    noNewPrivileges: true,
    user: 64808,
  })
  expect(parseBounds('Uid:\t0\t0\t0\t0\nNoNewPrivs:\t0\nSeccomp:\t2\n')).toEqual({ filters: 1, noNewPrivileges: false, user: 0 })
  expect(parseBounds('Uid:\t0\t0\t0\t0\nNoNewPrivs:\t0\nSeccomp:\t0\n')).toEqual({ filters: 0, noNewPrivileges: false, user: 0 })
  expect(parseBounds('Name:\tnode\n')).toBeUndefined()
})

test.skipIf(process.platform !== 'linux')('a process that is held by less than was measured is refused, with what it lacks', () => {
  const own = boundsOf(process.pid)
  if (own === undefined) throw new Error('nothing is told of this process')
  expect(() => checkBounds(process.pid, own)).not.toThrow()
  expect(() => checkBounds(process.pid, { ...own, filters: own.filters + 1 })).toThrow(
    `it has ${own.filters} filters of system calls, not ${own.filters + 1}`,
  )
  expect(() => checkBounds(process.pid, { ...own, user: own.user + 1 })).toThrow(`it is user ${own.user}, not ${own.user + 1}`)
  expect(() => checkBounds(undefined, own)).toThrow('how it is held is not told')
  expect(() => checkBounds(undefined, undefined)).not.toThrow()
})
