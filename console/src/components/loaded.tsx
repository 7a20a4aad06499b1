import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorPanel } from './error-panel.tsx'

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
}

/** What was asked for, or that it is still to come, or why it does not. What is known stays while it is asked for again. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const { data, error, isError, refetch } = query
  if (data !== undefined) {
    return (
      <>
        {isError ? <ErrorPanel failure={error} onRetry={() => void refetch()} /> : null}
        {children(data)}
      </>
    )
  }
  if (isError) return <ErrorPanel failure={error} onRetry={() => void refetch()} />
  return (
    <p role="status" data-loading="">
      Loading…
    </p>
  )
}
