import type { Need, Thing } from './need.ts'

/** What keeps its rights when it gets another name, within its database. */
type MovableThing = Extract<Thing, { kind: 'table' | 'column' }>

export type Move =
  | { readonly from: MovableThing; readonly to: MovableThing }
  /** It is there no more, nor are its parts. */
  | { readonly from: MovableThing | Extract<Thing, { kind: 'database' }>; readonly to: undefined }

/** Told once it is so; what is told together has happened at once: two may have taken each other's names. */
export type Moved = (projectId: string, moves: readonly Move[]) => void

/** The need by the names that things have then; undefined: what it was on is there no more, and nobody can have taken the right to it away. */
export function movedNeed(need: Need, moves: readonly Move[]): Need | undefined {
  const { on } = need
  if (on === undefined || (on.kind !== 'table' && on.kind !== 'column' && on.kind !== 'database')) return need
  for (const { from, to } of moves) {
    if (!isPartOf(on, from)) continue
    if (to === undefined) return undefined
    if (on.kind === 'database') continue
    const moved = renamed(on, to)
    return { ...need, on: moved, what: need.what.replace(inWords(on), () => inWords(moved)) }
  }
  return need
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
const databaseOf = (thing: Move['from']): string => (thing.kind === 'database' ? thing.name : thing.database)
const tableOf = (thing: MovableThing): string => (thing.kind === 'table' ? thing.name : thing.table)

/** The thing itself, or what is in it. */
function isPartOf(on: Move['from'], whole: Move['from']): boolean {
  if (!same(databaseOf(on), databaseOf(whole))) return false
  if (whole.kind === 'database') return true
  if (on.kind === 'database' || !same(tableOf(on), tableOf(whole))) return false
  return whole.kind === 'table' || (on.kind === 'column' && same(on.name, whole.name))
}

function renamed(on: MovableThing, to: MovableThing): MovableThing {
  if (on.kind === 'table') return { ...on, name: tableOf(to) }
  return to.kind === 'table' ? { ...on, table: to.name } : { ...on, name: to.name }
}

const inWords = (thing: MovableThing): string =>
  thing.kind === 'table' ? `${thing.database}.${thing.name}` : `${thing.database}.${thing.table}.${thing.name}`
