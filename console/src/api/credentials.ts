/**
 * What each call needs: the page's half of the session's key, and the project. The half opens nothing without the other, which is in a cookie that no script reads; it
 * is kept for all tabs of this origin, port and all.
 */
const KEY = 'causeway.console.key'
const PROJECT = 'causeway.console.project'

export const pageKey = (): string | undefined => localStorage.getItem(KEY) ?? undefined

export function keepPageKey(key: string | undefined): void {
  if (key === undefined) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, key)
}

let project: string | undefined

/** The project that `{project_id}` in a path means. */
export const projectId = (): string | undefined => project

export interface KnownProject {
  readonly id: string
  readonly name: string
}

/** @param user who has chosen it: what is remembered in a browser is of the last one there */
export function chooseProjectId(chosen: KnownProject | undefined, user: string): void {
  project = chosen?.id
  if (chosen !== undefined) localStorage.setItem(PROJECT, JSON.stringify([chosen.id, chosen.name, user]))
}

/** The one that was chosen last by that user, if any. */
export function rememberedProject(user: string): KnownProject | undefined {
  const [id, name, of] = texts(localStorage.getItem(PROJECT))
  return id === undefined || name === undefined || of !== user ? undefined : { id, name }
}

function texts(kept: string | null): readonly string[] {
  try {
    const value: unknown = JSON.parse(kept ?? '')
    return Array.isArray(value) ? value.map(String) : []
  } catch {
    return []
  }
}

const listeners = new Set<() => void>()

/** Told when the server has refused the session: it has ended. Gives what stops the telling. */
export function onSessionEnded(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function sessionEnded(): void {
  for (const listener of listeners) listener()
}

const refusedListeners = new Set<() => void>()

/** Told when the server has refused the project that was chosen: whoever asks has no right in it any more. Gives what stops the telling. */
export function onProjectRefused(listener: () => void): () => void {
  refusedListeners.add(listener)
  return () => refusedListeners.delete(listener)
}

export function projectRefused(): void {
  for (const listener of refusedListeners) listener()
}

/** Told when another tab has logged in or out. Gives what stops the telling. */
export function onKeyChanged(listener: () => void): () => void {
  const told = ({ key }: StorageEvent): void => {
    if (key === KEY || key === null) listener()
  }
  window.addEventListener('storage', told)
  return () => window.removeEventListener('storage', told)
}
