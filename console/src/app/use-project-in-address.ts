import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { projectId } from '../api/credentials.ts'
import { projectInAddress } from '../api/project-in-address.ts'
import { chooseProject } from '../session/session-store.ts'

/** The address names the project that is shown: one that is chosen comes into it, and one that comes with an address, as by the browser's Back, is chosen. @param shown undefined: none */
export function useProjectInAddress(shown: string | undefined): void {
  const navigate = useNavigate()
  const search = useRouterState({ select: ({ location }) => location.searchStr })
  useEffect(() => {
    const wanted = projectInAddress(search)
    if (wanted === undefined || wanted === projectId() || projectId() === undefined) return
    chooseProject(wanted)
    // It may be none of this user's.
    if (projectId() !== wanted) void navigate({ to: '.', search: true, hash: true, replace: true })
  }, [search, navigate])
  useEffect(() => {
    if (shown !== undefined && projectInAddress() !== shown) void navigate({ to: '.', search: true, hash: true, replace: true })
  }, [shown, navigate])
}
