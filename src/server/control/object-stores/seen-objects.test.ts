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
  seen.show('s', ['t/old'])
  expect(seen.look('s', 't')).toEqual({ commit: 1, hidden: [] })
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
