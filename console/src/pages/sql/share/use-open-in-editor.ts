import { useNavigate } from '@tanstack/react-router'
import { type SharedStatement, shareLink } from './share-link.ts'

/** Opens a statement in a tab of the page SQL, where nothing is run by itself. Rejects with a RangeError where it is too long to be carried over. */
export function useOpenInEditor(): (statement: SharedStatement) => Promise<void> {
  const navigate = useNavigate()
  return async (statement) => {
    const link = await shareLink(`${window.location.origin}/console/sql`, statement)
    await navigate({ to: '/sql', hash: new URL(link).hash.slice(1) })
  }
}
