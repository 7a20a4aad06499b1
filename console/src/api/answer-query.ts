import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type Fields, fieldsOf } from './fields.ts'
import { request } from './request.ts'

interface How {
  /** Asked for only while this is true; absent: always. */
  readonly isWanted?: boolean
  /** What was shown before stays while another part of a list comes. */
  readonly keepsBefore?: boolean
}

/** What a GET answers, read. @param key the first part is the resource, as in events/stale-keys.ts */
export function useAnswer<T>(
  key: readonly unknown[],
  path: string,
  read: (answer: Fields) => T,
  { isWanted = true, keepsBefore = false }: How = {},
): UseQueryResult<T> {
  return useQuery<T, Error, T>({
    queryKey: [...key, path],
    queryFn: async ({ signal }) => read(fieldsOf(await request('GET', path, undefined, { signal }))),
    enabled: isWanted,
    ...(keepsBefore ? { placeholderData: keepPreviousData } : {}),
  })
}

/** A path with what is given of a query. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
