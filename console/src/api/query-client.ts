import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError, ServerLost } from './api-error.ts'

const LOST_RETRIES = 3

/**
 * What was read of the API, by keys whose first part is the resource: 'queues', 'jobs', … Events say what is old (events/stale-keys.ts); a refusal is not asked for
 * again, and what was read before it is shown no longer. The loopback interface is there without any network.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(failure, query) {
      if (failure instanceof ApiError && failure.status === 403 && query.state.data !== undefined) query.setState({ data: undefined })
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      retry: (count, failure) => failure instanceof ServerLost && count < LOST_RETRIES,
    },
    mutations: { networkMode: 'always' },
  },
})
