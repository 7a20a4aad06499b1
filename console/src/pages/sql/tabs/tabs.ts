import { isFields, listOf } from '../../../../../src/base/fields.ts'

/** A text in the editor, kept in the browser until it is closed, and a while after. */
export interface SqlTab {
  readonly id: string
  readonly name: string
  readonly sql: string
  /** '': the one that is chosen for a person who has chosen none. */
  readonly queue: string
  readonly database: string
  /** Values of `${name}`. */
  readonly parameters: Readonly<Record<string, string>>
  /** Grows with each change: of two windows' texts the later one stays. */
  readonly revision: number
}

export interface Tabs {
  /** At least one. */
  readonly open: readonly SqlTab[]
  readonly active: string
  /** The last that were closed, the latest first. */
  readonly closed: readonly SqlTab[]
}

const [OPEN_MAX, CLOSED_MAX] = [50, 20]

export type TabsChange =
  | { readonly kind: 'opened'; readonly id: string; readonly tab: Partial<Pick<SqlTab, 'name' | 'sql' | 'queue' | 'database'>> }
  | { readonly kind: 'activated'; readonly id: string }
  | { readonly kind: 'changed'; readonly id: string; readonly change: Partial<Omit<SqlTab, 'id' | 'revision'>> }
  | { readonly kind: 'closed'; readonly id: string; readonly newId: string }
  | { readonly kind: 'reopened' }
  | { readonly kind: 'moved'; readonly by: 1 | -1 }
  /** What another window has kept. */
  | { readonly kind: 'merged'; readonly other: Tabs }

const emptyTab = (id: string, name: string): SqlTab => ({ id, name, sql: '', queue: '', database: '', parameters: {}, revision: 1 })

export const firstTabs = (id: string): Tabs => ({ open: [emptyTab(id, 'Query 1')], active: id, closed: [] })

export function changedTabs(tabs: Tabs, change: TabsChange): Tabs {
  switch (change.kind) {
    case 'opened':
      return opened(tabs, { ...emptyTab(change.id, freeName(tabs)), ...change.tab })
    case 'activated':
      return tabs.open.some(({ id }) => id === change.id) ? { ...tabs, active: change.id } : tabs
    case 'changed': {
      const open = tabs.open.map((tab) => (tab.id === change.id ? { ...tab, ...change.change, revision: tab.revision + 1 } : tab))
      return { ...tabs, open }
    }
    case 'closed':
      return closed(tabs, change.id, change.newId)
    case 'reopened': {
      const [last, ...rest] = tabs.closed
      return last === undefined ? tabs : opened({ ...tabs, closed: rest }, last)
    }
    case 'moved': {
      const at = tabs.open.findIndex(({ id }) => id === tabs.active)
      const next = tabs.open.at((at + change.by) % tabs.open.length)
      return next === undefined ? tabs : { ...tabs, active: next.id }
    }
    case 'merged':
      return merged(tabs, change.other)
  }
}

function opened(tabs: Tabs, tab: SqlTab): Tabs {
  if (tabs.open.length >= OPEN_MAX) return tabs
  return { ...tabs, open: [...tabs.open, tab], active: tab.id }
}

function closed(tabs: Tabs, id: string, newId: string): Tabs {
  const at = tabs.open.findIndex((tab) => tab.id === id)
  const tab = tabs.open[at]
  if (tab === undefined) return tabs
  const open = tabs.open.filter((one) => one !== tab)
  // An empty text is nothing that anybody would look for.
  const kept = tab.sql.trim() === '' ? tabs.closed : [tab, ...tabs.closed].slice(0, CLOSED_MAX)
  const neighbour = open[at] ?? open.at(-1)
  if (neighbour === undefined) return { ...firstTabs(newId), closed: kept }
  return { open, active: tabs.active === id ? neighbour.id : tabs.active, closed: kept }
}

function freeName({ open }: Tabs): string {
  const names = new Set(open.map(({ name }) => name))
  let number = 1
  while (names.has(`Query ${number}`)) number += 1
  return `Query ${number}`
}

/** Each window keeps its own choice of the tab; what either has is in both, but for what was closed in the other. */
function merged(tabs: Tabs, other: Tabs): Tabs {
  const others = new Map(other.open.map((tab) => [tab.id, tab]))
  const gone = new Set(other.closed.map(({ id }) => id))
  const own = tabs.open.flatMap((tab) => {
    const theirs = others.get(tab.id)
    if (theirs !== undefined) return [theirs.revision > tab.revision ? theirs : tab]
    return gone.has(tab.id) && tab.id !== tabs.active ? [] : [tab]
  })
  const known = new Set(tabs.open.map(({ id }) => id))
  const closedHere = new Set(tabs.closed.map(({ id }) => id))
  const added = other.open.filter(({ id }) => !known.has(id) && !closedHere.has(id))
  const open = [...own, ...added].slice(0, OPEN_MAX)
  return { open, active: open.some(({ id }) => id === tabs.active) ? tabs.active : (open[0]?.id ?? tabs.active), closed: other.closed }
}

export const tabsText = (tabs: Tabs): string => JSON.stringify({ version: 1, ...tabs })

/** undefined: it is none of ours, or broken. */
export function tabsOf(text: string | null): Tabs | undefined {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    return undefined
  }
  if (!isFields(value) || value['version'] !== 1) return undefined
  const open = listOf(value['open']).flatMap(tabOf)
  const [first] = open
  if (first === undefined) return undefined
  const active = open.find(({ id }) => id === value['active'])?.id ?? first.id
  return { open, active, closed: listOf(value['closed']).flatMap(tabOf) }
}

function tabOf(value: unknown): readonly SqlTab[] {
  if (!isFields(value)) return []
  const { id, name, sql, queue, database, parameters, revision } = value
  if (typeof id !== 'string' || typeof name !== 'string' || typeof sql !== 'string') return []
  const values = isFields(parameters)
    ? Object.entries(parameters).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : []
  return [
    {
      id,
      name,
      sql,
      queue: typeof queue === 'string' ? queue : '',
      database: typeof database === 'string' ? database : '',
      parameters: Object.fromEntries(values),
      revision: typeof revision === 'number' ? revision : 1,
    },
  ]
}
