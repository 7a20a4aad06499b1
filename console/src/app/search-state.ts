import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useCallback } from 'react'
import { projectId } from '../api/credentials.ts'
import { isRecord } from '../api/fields.ts'
import { withoutProject, withProject } from '../api/project-in-address.ts'

/** The parameters of the page's address, as texts. */
export type SearchState = Readonly<Record<string, string>>

export const parseSearch = (text: string): SearchState => Object.fromEntries(withoutProject(text))

/** What is empty or undefined is not in the address; the project is, on every page. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const kept = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
  return withProject(new URLSearchParams(kept), projectId())
}

interface Change {
  /** A step that the browser's Back does not come back to. */
  readonly replace?: boolean
}

/**
 * What the page's address says, and a way to say something else; undefined takes a parameter away.
 */
export function useSearchState(): readonly [SearchState, (change: Readonly<Record<string, string | undefined>>, how?: Change) => void] {
  const search = useRouterState({ select: ({ location }) => textsOf(location.search), structuralSharing: true })
  const navigate = useNavigate()
  const change = useCallback(
    (changed: Readonly<Record<string, string | undefined>>, { replace = false }: Change = {}) => {
      void navigate({ to: '.', search: (before: unknown) => ({ ...textsOf(before), ...changed }), replace })
    },
    [navigate],
  )
  return [search, change]
}

function textsOf(search: unknown): SearchState {
  if (!isRecord(search)) return {}
  return Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
