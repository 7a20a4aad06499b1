import { QueryClient } from '@tanstack/react-query'
import { ServerLost } from './api-error.ts'

const LOST_RETRIES = 3

/**
 * What was read of the API, by keys whose first part is the resource: 'queues', 'jobs', … Events say what is old (events/stale-keys.ts); a refusal is not asked for
 * again. The loopback interface is there without any network.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      retry: (count, failure) => failure instanceof ServerLost && count < LOST_RETRIES,
    },
    mutations: { networkMode: 'always' },
  },
})
