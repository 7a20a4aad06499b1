import type { UseQueryResult } from '@tanstack/react-query'
import { ErrorPanel } from './error-panel.tsx'

/** Why something could not be read that a page needs beside what it shows; nothing where it could. Without it a list that was refused looks like one that is empty. */
export function ReadFailure({ query: { isError, error, refetch } }: { readonly query: UseQueryResult<unknown> }) {
  return isError ? <ErrorPanel failure={error} onRetry={() => void refetch()} /> : null
}
