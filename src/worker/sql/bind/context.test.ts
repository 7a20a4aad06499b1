import { expect, test } from 'vitest'
import { BinderState } from './context.ts'
import { bindExpression } from './expression.ts'
import { bindQuery } from './query.ts'

const newState = (): BinderState =>
  new BinderState({ expression: bindExpression, query: bindQuery }, { now: 0, userName: 'ada', currentDatabase: 'default' }, new Map(), {
    find: () => undefined,
  })

/** What binding changes of a state that others look at: its numbers, its flags, and how long its lists are. */
const countsOf = (state: BinderState): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, value]) => {
      if (typeof value === 'number' || typeof value === 'boolean') return [[name, value]]
      return Array.isArray(value) ? [[name, value.length]] : []
    }),
  )

function changeAll(state: BinderState): void {
  for (const [name, value] of Object.entries(state)) {
    if (typeof value === 'number') Reflect.set(state, name, value + 1)
    if (typeof value === 'boolean') Reflect.set(state, name, !value)
    if (Array.isArray(value)) value.push({})
  }
}

test.each([0, 1])('what is bound on trial leaves nothing behind, whatever comes of it: %i levels within another', (levels) => {
  const state = newState()
  const before = countsOf(state)
  expect(Object.keys(before).length).toBeGreaterThan(4)
  const look = (level: number): string => {
    changeAll(state)
    return level === 0 ? 'seen' : state.onTrial(() => look(level - 1))
  }
  expect(state.onTrial(() => look(levels))).toBe('seen')
  expect(countsOf(state)).toEqual(before)
  const fails = (): never => {
    changeAll(state)
    throw new Error('not bound')
  }
  expect(() => state.onTrial(fails)).toThrow('not bound')
  expect(countsOf(state)).toEqual(before)
})
