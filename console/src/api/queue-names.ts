import { queryOptions } from '@tanstack/react-query'
import { fieldsOf } from './fields.ts'
import { request } from './request.ts'

/** Of queues that run SQL. */
export const queueNamesQuery = queryOptions({
  queryKey: ['queues', 'names'],
  queryFn: async ({ signal }): Promise<readonly string[]> =>
    fieldsOf(await request('GET', '/v1.0/{project_id}/queues', undefined, { signal })).list('queues', (item) => item.text('queue_name')),
})

/** The one that is meant where a person has chosen none: the preset queue has no network, so one of a person's own before it. */
export const presetQueue = (names: readonly string[]): string => names.find((name) => name !== 'default') ?? names[0] ?? ''

/** Those that connections can be bound to. */
export const boundableQueues = (names: readonly string[]): readonly string[] => names.filter((name) => name !== 'default')
