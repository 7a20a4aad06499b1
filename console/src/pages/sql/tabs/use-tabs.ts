import { createStore, useStore } from '../../../api/store.ts'
import { sessionState } from '../../../session/session-store.ts'
import { changedTabs, firstTabs, type Tabs, type TabsChange, tabsOf, tabsText } from './tabs.ts'

const KEEP_MS = 300

const tabs = createStore<Tabs>(firstTabs('first'))
let key = ''
let timer: ReturnType<typeof setTimeout> | undefined

/** Each user's of each project by themselves: a name is no secret, but a statement may be one. */
function keyNow(): string {
  const state = sessionState.get()
  return state.kind === 'in' ? `causeway.sql.${state.session.user.id}.${state.session.project?.id ?? ''}` : ''
}

function keep(): void {
  clearTimeout(timer)
  timer = undefined
  if (key !== '') localStorage.setItem(key, tabsText(tabs.get()))
}

/** Those of the user and the project that are chosen now. */
function load(): void {
  const wanted = keyNow()
  if (wanted === '' || wanted === key) return
  if (timer !== undefined) keep()
  key = wanted
  tabs.set(tabsOf(localStorage.getItem(key)) ?? firstTabs(crypto.randomUUID()))
}

export function changeTabs(change: TabsChange): void {
  tabs.set(changedTabs(tabs.get(), change))
  timer ??= setTimeout(keep, KEEP_MS)
}

window.addEventListener('pagehide', () => {
  if (timer !== undefined) keep()
})
window.addEventListener('storage', (event) => {
  const other = event.key === key ? tabsOf(event.newValue) : undefined
  if (other !== undefined) tabs.set(changedTabs(tabs.get(), { kind: 'merged', other }))
})

sessionState.subscribe(load)
load()

export const useTabs = (): Tabs => useStore(tabs)
