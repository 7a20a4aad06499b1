import { describe, expect, it } from 'vitest'
import { type Move, movedNeed } from './moved-need.ts'
import { type Need, onDatabase, toReadTable } from './need.ts'

const table = (name: string) => ({ kind: 'table', database: 'shop', name }) as const
const column = (name: string, of = 't') => ({ kind: 'column', database: 'shop', table: of, name }) as const
const toReadColumn = (name: string, of = 't'): Need => ({
  level: 'read',
  on: column(name, of),
  privileges: ['SELECT'],
  what: `read the column shop.${of}.${name}`,
})
const RENAMED: readonly Move[] = [{ from: table('t'), to: table('u') }]
const SWAPPED: readonly Move[] = [
  { from: column('a'), to: column('b') },
  { from: column('b'), to: column('a') },
]

describe('what is needed', () => {
  it('of a table and of its columns goes with the name of the table', () => {
    expect(movedNeed(toReadTable({ database: 'Shop', table: 'T' }), RENAMED)).toMatchObject({
      on: { database: 'Shop', name: 'u' },
      what: 'read the table Shop.u',
    })
    expect(movedNeed(toReadColumn('a'), RENAMED)).toEqual(toReadColumn('a', 'u'))
  })

  it('of columns goes with their names, also where two take each other’s', () => {
    expect(movedNeed(toReadColumn('a'), SWAPPED)).toEqual(toReadColumn('b'))
    expect(movedNeed(toReadColumn('b'), SWAPPED)).toEqual(toReadColumn('a'))
  })

  it('is said with the new name as it is', () => {
    const moves = [{ from: column('a'), to: column('$&') }]
    expect(movedNeed(toReadColumn('a'), moves)?.what).toBe('read the column shop.t.$&')
  })

  it('of a column that is dropped is needed no more, and that of its table is', () => {
    const moves = [{ from: column('a'), to: undefined }]
    expect(movedNeed(toReadColumn('A'), moves)).toBeUndefined()
    const need = toReadTable({ database: 'shop', table: 't' })
    expect(movedNeed(need, moves)).toBe(need)
  })

  it('of a table or a database that is dropped, and of all in it, is needed no more', () => {
    const needs = [toReadTable({ database: 'shop', table: 't' }), toReadColumn('a'), onDatabase('read', 'Shop', [], 'see')]
    const left = (from: Move['from']) => needs.map((need) => movedNeed(need, [{ from, to: undefined }]))
    expect(left(table('t'))).toEqual([undefined, undefined, needs[2]])
    expect(left({ kind: 'database', name: 'shop' })).toEqual([undefined, undefined, undefined])
    expect(left({ kind: 'database', name: 't' })).toEqual(needs)
  })

  it.each([
    toReadTable({ database: 'shop', table: 't2' }),
    toReadTable({ database: 'other', table: 't' }),
    toReadColumn('a', 't2'),
    onDatabase('read', 'shop', [], 'see'),
  ])('of others stays: $what', (need) => {
    expect(movedNeed(need, [...RENAMED, ...SWAPPED])).toBe(need)
  })
})
