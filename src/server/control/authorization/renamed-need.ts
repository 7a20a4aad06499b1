import type { Need, Thing } from './need.ts'

/** What gets another name, within its database, and takes its rights along. */
export type RenamedThing = Extract<Thing, { kind: 'table' | 'column' }>
/** Told once it is so. */
export type Renamed = (projectId: string, from: RenamedThing, to: RenamedThing) => void

/** The need by the names that things have then: of the table itself, or of a column of it. */
export function renamedNeed(need: Need, from: RenamedThing, to: RenamedThing): Need {
  const { on } = need
  if (on === undefined || (on.kind !== 'table' && on.kind !== 'column')) return need
  const moved = movedThing(on, from, to)
  return moved === undefined ? need : { ...need, on: moved, what: need.what.replace(inWords(on), inWords(moved)) }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

function movedThing(on: RenamedThing, from: RenamedThing, to: RenamedThing): RenamedThing | undefined {
  if (!same(on.database, from.database)) return undefined
  if (from.kind === 'table' && to.kind === 'table') {
    if (!same(on.kind === 'table' ? on.name : on.table, from.name)) return undefined
    return on.kind === 'table' ? { ...on, name: to.name } : { ...on, table: to.name }
  }
  const isIt =
    from.kind === 'column' && to.kind === 'column' && on.kind === 'column' && same(on.table, from.table) && same(on.name, from.name)
  return isIt ? { ...on, name: to.name } : undefined
}

const inWords = (thing: RenamedThing): string =>
  thing.kind === 'table' ? `${thing.database}.${thing.name}` : `${thing.database}.${thing.table}.${thing.name}`
