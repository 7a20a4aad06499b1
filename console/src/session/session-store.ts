import { ApiError, ServerLost } from '../api/api-error.ts'
import {
  chooseProjectId,
  type KnownProject,
  keepPageKey,
  onKeyChanged,
  onProjectRefused,
  onSessionEnded,
  pageKey,
  rememberedProject,
} from '../api/credentials.ts'
import { type Fields, fieldsOf } from '../api/fields.ts'
import { projectInAddress } from '../api/project-in-address.ts'
import { queryClient } from '../api/query-client.ts'
import { request } from '../api/request.ts'
import { createStore } from '../api/store.ts'

interface Session {
  readonly user: { readonly id: string; readonly name: string; readonly domain: string; readonly isAdmin: boolean }
  readonly projects: readonly KnownProject[]
  /** The one that is chosen; undefined for a user without any. */
  readonly project: KnownProject | undefined
  /** The name, or where it is not known the id, of one that was asked for and is not among them: another one is shown. */
  readonly missed: string | undefined
  /** Epoch ms. */
  readonly expiresAt: number
}

export type SessionState =
  | { readonly kind: 'looking' }
  /** `why`: it was there, and has ended. */
  | { readonly kind: 'out'; readonly why?: string }
  | { readonly kind: 'in'; readonly session: Session }
  /** It cannot be said whether there is one. */
  | { readonly kind: 'unknown'; readonly failure: unknown }

export const sessionState = createStore<SessionState>({ kind: 'looking' })

const PATH = '/console/session'
const LOOK_AGAIN_MS = 2_000
const ENDED = 'Your session has ended: log in again, and you are where you were.'

/** Who logs in: by a password or by a key. */
export type LogIn =
  | { readonly kind: 'password'; readonly user: string; readonly domain: string; readonly password: string }
  | { readonly kind: 'key'; readonly accessKey: string; readonly secretKey: string }

function readSession(answer: Fields): Session {
  const user = answer.fields('user') ?? answer
  const projects = answer.list('projects', (item) => ({ id: item.text('id'), name: item.text('name') }))
  const userId = user.text('id')
  const wanted = wantedProject(userId)
  const found = projects.find(({ id }) => id === wanted?.id)
  return {
    user: {
      id: userId,
      name: user.text('name'),
      domain: user.fields('domain')?.text('name') ?? '',
      isAdmin: user.flag('is_admin'),
    },
    projects,
    project: found ?? projects[0],
    missed: found === undefined && projects.length > 0 ? wanted?.name : undefined,
    expiresAt: answer.number('expires_at'),
  }
}

/** The one that the page shows, else the one that its address names, else the one that was chosen last. */
function wantedProject(userId: string): KnownProject | undefined {
  const state = sessionState.get()
  const remembered = rememberedProject(userId)
  if (state.kind === 'in' && state.session.user.id === userId && state.session.project !== undefined) return state.session.project
  const id = projectInAddress()
  if (id === undefined || id === remembered?.id) return remembered
  return { id, name: id }
}

/** Of which key the session is that is known. */
let knownKey: string | undefined

/** All that a page reads is refused together. */
let isLookingForProjects = false

let endTimer: ReturnType<typeof setTimeout> | undefined

function enter(session: Session): void {
  const before = sessionState.get()
  const isAsBefore =
    before.kind === 'in' && before.session.user.id === session.user.id && before.session.project?.id === session.project?.id
  // Somebody else has logged in, in another tab, or the project is none of his any more: what was read is not theirs to see.
  if (before.kind === 'in' && !isAsBefore) queryClient.clear()
  chooseProjectId(session.project, session.user.id)
  clearTimeout(endTimer)
  endTimer = setTimeout(() => leave(ENDED), Math.max(0, session.expiresAt - Date.now()))
  sessionState.set({ kind: 'in', session: { ...session, missed: session.missed ?? (isAsBefore ? before.session.missed : undefined) } })
}

function leave(why?: string): void {
  clearTimeout(endTimer)
  knownKey = undefined
  keepPageKey(undefined)
  queryClient.clear()
  sessionState.set({ kind: 'out', ...(why === undefined ? {} : { why }) })
}

/** Finds out whether this browser is logged in; asks until the server answers. Never rejects. */
export async function lookUpSession(): Promise<void> {
  const key = pageKey()
  if (key === undefined) return leave()
  try {
    const session = readSession(fieldsOf(await request('GET', PATH)))
    knownKey = key
    enter(session)
  } catch (failure) {
    if (failure instanceof ApiError && failure.status === 401) return leave(ENDED)
    if (failure instanceof ServerLost || (failure instanceof ApiError && failure.status === 503)) {
      setTimeout(() => void lookUpSession(), LOOK_AGAIN_MS)
      return
    }
    sessionState.set({ kind: 'unknown', failure })
  }
}

/** Whose the page is that is shown. */
export function knownUser(): string | undefined {
  const state = sessionState.get()
  return state.kind === 'in' ? state.session.user.id : undefined
}

/** Whose the next request would be: another tab may have logged somebody in of whom this one has not heard. Undefined where it cannot be said. Never rejects. */
export async function userNow(): Promise<string | undefined> {
  if (pageKey() !== knownKey) await lookUpSession()
  return pageKey() === knownKey ? knownUser() : undefined
}

/** Throws ApiError and ServerLost. */
export async function logIn(given: LogIn): Promise<void> {
  const body =
    given.kind === 'password'
      ? { user: given.user, password: given.password, ...(given.domain === '' ? {} : { domain: given.domain }) }
      : { access_key: given.accessKey, secret_key: given.secretKey }
  const answer = fieldsOf(await request('POST', PATH, body))
  knownKey = answer.text('page_key')
  keepPageKey(knownKey)
  enter(readSession(answer))
}

/** Never rejects: what cannot be told to the server ends by itself; the page forgets its half at once. */
export async function logOut(): Promise<void> {
  await request('DELETE', PATH).catch(() => undefined)
  leave()
}

/** One that the user does not see is told as missed, and the one that is shown stays. */
export function chooseProject(id: string): void {
  const state = sessionState.get()
  if (state.kind !== 'in') return
  const project = state.session.projects.find((one) => one.id === id)
  if (project === undefined) {
    sessionState.set({ kind: 'in', session: { ...state.session, missed: id } })
    return
  }
  queryClient.clear()
  forgetMissed()
  enter({ ...state.session, project, missed: undefined })
}

/** It was read. */
export function forgetMissed(): void {
  const state = sessionState.get()
  if (state.kind === 'in') sessionState.set({ kind: 'in', session: { ...state.session, missed: undefined } })
}

onSessionEnded(() => leave(ENDED))
onKeyChanged(() => void lookUpSession())
onProjectRefused(() => {
  if (isLookingForProjects) return
  isLookingForProjects = true
  void lookUpSession().finally(() => {
    isLookingForProjects = false
  })
})
