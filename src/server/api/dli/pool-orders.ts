import { CausewayError } from '../../../base/errors.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ProjectPath } from './envelope.ts'

const ORDERS = '/v3/{project_id}/orders/elastic-resource-pools'

/** Nothing is sold here: who asks for a prepaid pool is told so, and not that the call is unknown. */
const order = (name: string, path: string, summary: string): Operation =>
  projectOperation({
    name,
    protocol: 'dli',
    method: 'POST',
    path,
    permission: 'dli:elasticresourcepool:create',
    summary,
    status: 200,
    schemas: { params: ProjectPath, query: NONE, body: NONE, response: Acknowledgement },
    handle: async () => {
      throw new CausewayError('not-supported', 'Prepaid elastic resource pools are not supported: nothing is sold here in advance', {
        hint: 'Create the pool on demand: POST /v3/{project_id}/elastic-resource-pools with charging_mode 1, and change its size with PUT.',
      })
    },
  })

export const poolOrderOperations: readonly Operation[] = [
  order('dli.elastic-resource-pools.order', ORDERS, 'Refuses to order a prepaid elastic resource pool'),
  order(
    'dli.elastic-resource-pools.order-change',
    `${ORDERS}/specification-change`,
    'Refuses to change the order of a prepaid elastic resource pool',
  ),
]
