import { expect, it } from 'vitest'
import { SeenObjects } from './seen-objects.ts'

it('the new objects of a write are hidden until its commit, and those that it replaces from then on', () => {
  const seen = new SeenObjects()
  seen.hide('s', [{ key: 't/new' }])
  const before = seen.look('s', 't')
  expect(before).toEqual({ commit: 0, hidden: [{ key: 't/new' }] })
  seen.commit('s', ['t'], ['t/new'], [{ key: 't/old', etag: 'e' }])
  const after = seen.look('s', 't')
  expect(after).toEqual({ commit: 1, hidden: [{ key: 't/old', etag: 'e' }] })
  expect(seen.isHidden('s', 't/old')).toBe(true)
  seen.show('s', [{ key: 't/old', etag: 'e' }])
  expect(seen.look('s', 't')).toEqual({ commit: 1, hidden: [] })
})

it('an object stays hidden whatever becomes of another one that had its key', () => {
  const seen = new SeenObjects()
  seen.commit('s', ['t'], [], [{ key: 't/a', etag: '1' }])
  // Another program has put one there, and the next write replaces that one.
  seen.commit('s', ['t'], [], [{ key: 't/a', etag: '2' }])
  seen.show('s', [{ key: 't/a', etag: '1' }])
  expect(seen.look('s', 't').hidden).toEqual([{ key: 't/a', etag: '2' }])
  // One that is being written is none that a write replaces.
  seen.hide('s', [{ key: 't/new' }])
  seen.commit('s', ['t'], [], [{ key: 't/new', etag: '3' }])
  expect(seen.look('s', 't').hidden).toContainEqual({ key: 't/new' })
})

it('knows in one look whether one of many places was changed since', () => {
  const seen = new SeenObjects()
  seen.commit('s', ['t/day=1'], [], [])
  expect(seen.isChanged('s', ['t/day=2', 't/day=3'], 0)).toBe(false)
  expect(seen.isChanged('s', ['t/day=2', 't/day=1'], 0)).toBe(true)
  expect(seen.isChanged('s', ['t'], 0)).toBe(true)
  expect(seen.isChanged('s', ['t'], 1)).toBe(false)
  expect(seen.isChanged('other', ['t'], 0)).toBe(false)
})

it('a commit is one of the places above and below, and of no other and no other store', () => {
  const seen = new SeenObjects()
  seen.commit('s', ['a/b'], [], [])
  for (const place of ['', 'a', 'a/b', 'a/b/c', 'a/b/part-1']) expect(seen.look('s', place).commit, place).toBe(1)
  for (const place of ['a/bc', 'b', 'a/c']) expect(seen.look('s', place).commit, place).toBe(0)
  expect(seen.look('other', '').commit).toBe(0)
  seen.commit('s', ['x'], [], [])
  expect([seen.look('s', 'a').commit, seen.look('s', '').commit]).toEqual([1, 2])
})

it('a commit that is forgotten counts as one of every place: it is never missed', () => {
  const seen = new SeenObjects()
  const quiet = seen.look('s', 'quiet').commit
  for (let number = 0; number <= 10_000; number += 1) seen.commit('s', [`place-${number}`], [], [])
  expect(seen.look('s', 'quiet').commit).toBeGreaterThan(quiet)
  expect(seen.look('s', 'place-10000').commit).toBe(10_001)
})

it('a write of some partitions is a commit of those, and of the table above them', () => {
  const seen = new SeenObjects()
  seen.commit('s', ['t/day=1', 't/day=2'], [], [])
  expect(['t', 't/day=1', 't/day=2/part-1', 't/day=3'].map((place) => seen.look('s', place).commit)).toEqual([1, 1, 1, 0])
})
