import type { UseQueryResult } from '@tanstack/react-query'
import { ReadError } from './read-error.tsx'

/** Why something could not be read that a page needs beside what it shows; nothing where it could. Without it a list that was refused looks like one that is empty. */
export function ReadFailure({ query: { isError, error, refetch } }: { readonly query: UseQueryResult<unknown> }) {
  return isError ? <ReadError failure={error} onRetry={() => void refetch()} /> : null
}
