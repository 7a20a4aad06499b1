import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { repeatedJson } from './rows.ts'

const read = repeatedJson('list', Type.Array(Type.Object({ at: Type.Integer() })))

it('gives for each text what it says, in any order, and nobody can change what another is given', () => {
  for (const [at, n] of [1, 2, 1, 3, 4, 1, 1, 2].entries()) {
    const list = read(`[{"at":${n}}]`)
    expect(list, String(at)).toEqual([{ at: n }])
    expect(() => list.push({ at: 9 })).toThrow(TypeError)
    expect(() => Object.assign(list[0] ?? {}, { at: 9 })).toThrow(TypeError)
  }
  expect(read('[]')).toEqual([])
  expect(read('[]')).toEqual([])
})

it('refuses what was never written each time that it is read', () => {
  for (let time = 0; time < 2; time += 1) {
    expect(() => read('[{"at":"x"}]')).toThrow('A stored list cannot be read')
    expect(() => read('[')).toThrow('A stored list cannot be read')
  }
})

it('keeps the last two that it has read, and no more', () => {
  const [one, ...others] = [21, 22, 23].map((n) => `[{"at":${n}}]`)
  const first = read(one ?? '')
  expect(read(one ?? '')).toBe(first)
  for (const other of others) read(other)
  expect(read(one ?? '')).not.toBe(first)
})

it('keeps no long text', () => {
  const long = JSON.stringify(Array.from({ length: 100 }, (_, at) => ({ at })))
  expect(read(long)).not.toBe(read(long))
  expect(read(long)).toEqual(read(long))
})
