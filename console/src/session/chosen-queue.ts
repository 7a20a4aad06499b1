import { presetQueue } from '../api/queue-names.ts'
import { createStore, useStore } from '../api/store.ts'
import { sessionState } from './session-store.ts'

/** The queue that was chosen last; '': none was. */
const chosen = createStore('')
let key = ''

/** Each user's of each project by themselves. */
function keyNow(): string {
  const state = sessionState.get()
  return state.kind === 'in' ? `causeway.queue.${state.session.user.id}.${state.session.project?.id ?? ''}` : ''
}

function load(): void {
  const wanted = keyNow()
  if (wanted === '' || wanted === key) return
  key = wanted
  chosen.set(localStorage.getItem(key) ?? '')
}

sessionState.subscribe(load)
load()
window.addEventListener('storage', (event) => {
  if (event.key === key) chosen.set(event.newValue ?? '')
})

/** Somebody has chosen it: it is meant from now on in this project, in every tab of the browser, where no other one is named. */
export function keepQueue(name: string): void {
  chosen.set(name)
  if (key !== '') localStorage.setItem(key, name)
}

interface MeantQueue {
  /** '': there is none. */
  readonly name: string
  /** Or it is one that nobody has chosen, and is to be told. */
  readonly isChosen: boolean
}

/** Where statements run that name no queue. @param names of those that there are */
export function useMeantQueue(names: readonly string[]): MeantQueue {
  const last = useStore(chosen)
  return names.includes(last) ? { name: last, isChosen: true } : { name: presetQueue(names), isChosen: false }
}
