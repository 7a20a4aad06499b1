import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ReadFailure } from './read-failure.tsx'

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
}

/** What was asked for, or that it is still to come, or why it does not. What is known stays while it is asked for again. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const { data, isError } = query
  if (data !== undefined) {
    return (
      <>
        <ReadFailure query={query} />
        {children(data)}
      </>
    )
  }
  if (isError) return <ReadFailure query={query} />
  return (
    <p role="status" data-loading="">
      Loading…
    </p>
  )
}
