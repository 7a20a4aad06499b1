import { useNavigate, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useRef } from 'react'
import { projectId } from '../api/credentials.ts'
import { projectInAddress } from '../api/project-in-address.ts'
import { chooseProject } from '../session/session-store.ts'

/**
 * The address names the project that is shown: one that is chosen comes into it, and one that comes with an address, as by the browser's Back, is chosen. Gives what chooses
 * one such that Back leads to the one before. @param shown undefined: none
 */
export function useProjectInAddress(shown: string | undefined): (id: string) => void {
  const navigate = useNavigate()
  /** By hand, and not in the address yet. */
  const chosen = useRef<string>(undefined)
  const { history } = useRouter()
  useEffect(() => {
    // As the browser has it: the router writes the search of its location anew, with the project that is shown.
    const follow = (search: string): void => {
      const wanted = projectInAddress(search)
      if (wanted === undefined || wanted === projectId() || projectId() === undefined) return
      chooseProject(wanted)
      // It may be none of this user's.
      if (projectId() !== wanted) void navigate({ to: '.', search: true, hash: true, replace: true })
    }
    follow(history.location.search)
    return history.subscribe(({ location }) => follow(location.search))
  }, [history, navigate])
  useEffect(() => {
    const isChosen = shown !== undefined && chosen.current === shown
    chosen.current = undefined
    if (shown !== undefined && projectInAddress() !== shown) void navigate({ to: '.', search: true, hash: true, replace: !isChosen })
  }, [shown, navigate])
  return useCallback((id) => {
    chosen.current = id
    chooseProject(id)
  }, [])
}
