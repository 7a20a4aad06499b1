import { expect, it } from 'vitest'
import { createNameChanges } from './name-changes.ts'

it('a name has another version after a change of it, and the same after one of another', () => {
  const changes = createNameChanges()
  changes.add('A')
  const [a, b, all] = [changes.version(['a']), changes.version(['b']), changes.version()]
  changes.add('b')
  expect([changes.version(['a']), changes.version(['a', 'c'])]).toEqual([a, a])
  for (const [now, before] of [
    [changes.version(['b']), b],
    [changes.version(['a', 'b']), a],
    [changes.version(), all],
  ] as const)
    expect(now).toBeGreaterThan(before)
  expect(changes.version([])).toBe(0)
})

it('a name that was forgotten among many counts as changed once, and never has a version again that it had before its change', () => {
  const changes = createNameChanges(3)
  changes.add('a')
  const before = changes.version(['a'])
  for (const name of ['b', 'c', 'd']) changes.add(name)
  const forgotten = changes.version(['a'])
  expect(forgotten).toBeGreaterThan(before)
  changes.add('b')
  expect(changes.version(['a'])).toBe(forgotten)
  changes.add('a')
  expect(changes.version(['a'])).toBeGreaterThan(forgotten)
})
