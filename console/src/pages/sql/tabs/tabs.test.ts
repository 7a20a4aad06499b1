import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changedTabs, firstTabs, type Tabs, type TabsChange, tabsOf, tabsText } from './tabs.ts'

const after = (tabs: Tabs, ...changes: readonly TabsChange[]): Tabs => changes.reduce(changedTabs, tabs)
const typed = (id: string, sql: string): TabsChange => ({ kind: 'changed', id, change: { sql } })
const namesOf = ({ open }: Tabs): readonly string[] => open.map(({ name }) => name)

it('opens under a name that is free, and shows what it opens', () => {
  const tabs = after(
    firstTabs('a'),
    { kind: 'opened', id: 'b', tab: {} },
    { kind: 'closed', id: 'a', newId: 'x' },
    { kind: 'opened', id: 'c', tab: { sql: 'SELECT 1' } },
  )
  expect(namesOf(tabs)).toEqual(['Query 2', 'Query 1'])
  expect(tabs.active).toBe('c')
})

it('keeps what was closed, and not what was empty', () => {
  const closed = after(firstTabs('a'), typed('a', 'SELECT 1'), { kind: 'closed', id: 'a', newId: 'b' })
  expect(closed.open.map(({ id, sql }) => [id, sql])).toEqual([['b', '']])
  const opened = after(closed, { kind: 'reopened' })
  expect(opened.active).toBe('a')
  expect(opened.closed).toEqual([])
  expect(after(firstTabs('a'), { kind: 'closed', id: 'a', newId: 'b' }).closed).toEqual([])
})

it('goes to the neighbour, and round', () => {
  const three = after(firstTabs('a'), { kind: 'opened', id: 'b', tab: {} }, { kind: 'opened', id: 'c', tab: {} })
  expect(after(three, { kind: 'moved', by: 1 }).active).toBe('a')
  expect(after(three, { kind: 'activated', id: 'a' }, { kind: 'moved', by: -1 }).active).toBe('c')
  expect(after(three, { kind: 'activated', id: 'b' }, { kind: 'closed', id: 'b', newId: 'x' }).active).toBe('c')
})

it('of two windows keeps the later text of each', () => {
  const both = after(firstTabs('a'), { kind: 'opened', id: 'b', tab: {} })
  const here = after(both, typed('a', 'here'), typed('a', 'here again'))
  const there = after(both, typed('a', 'there'), typed('b', 'there'), { kind: 'opened', id: 'c', tab: { sql: 'new' } })
  const tabs = after(here, { kind: 'merged', other: there })
  expect(tabs.open.map(({ id, sql }) => [id, sql])).toEqual([
    ['a', 'here again'],
    ['b', 'there'],
    ['c', 'new'],
  ])
  expect(tabs.active).toBe('b')
  const goneThere = after(there, { kind: 'closed', id: 'c', newId: 'x' })
  expect(after(tabs, { kind: 'merged', other: goneThere }).open.map(({ id }) => id)).toEqual(['a', 'b'])
})

it('survives being written down, and what others have written there', () => {
  const tabs = after(firstTabs('a'), typed('a', "SELECT 'größe'"), {
    kind: 'changed',
    id: 'a',
    change: { parameters: { day: '2024' }, queue: 'q1' },
  })
  expect(tabsOf(tabsText(tabs))).toEqual(tabs)
  for (const text of [null, '', '[]', '{}', '{"version":1}', '{"version":1,"open":[{"id":1}]}', '{"version":2,"open":[]}'])
    expect(tabsOf(text)).toBeUndefined()
  fc.assert(
    fc.property(fc.json(), (json) => {
      tabsOf(`{"version":1,"open":${json},"closed":${json}}`)
    }),
  )
})

it('always has a tab that is shown', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd')
  const change: fc.Arbitrary<TabsChange> = fc.oneof(
    fc.record({ kind: fc.constant('opened' as const), id, tab: fc.constant({ sql: 'x' }) }),
    fc.record({ kind: fc.constant('activated' as const), id }),
    fc.record({ kind: fc.constant('closed' as const), id, newId: fc.constant('new') }),
    fc.constant({ kind: 'reopened' as const }),
    fc.constant({ kind: 'moved' as const, by: -1 as const }),
  )
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const tabs = after(firstTabs('a'), ...changes)
      expect(tabs.open.map((tab) => tab.id)).toContain(tabs.active)
    }),
  )
})
