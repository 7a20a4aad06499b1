import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'

/** What counts, and what to do without. */
const WORDS: Readonly<Record<keyof Quotas, readonly [counted: string, remove: string]>> = {
  vpcs: ['VPCs', 'Delete a VPC'],
  subnets: ['subnets', 'Delete a subnet'],
  queues: ['queues, the preset one among them', 'Delete a queue'],
  connections: ['connections', 'Delete a connection'],
  pools: ['elastic resource pools', 'Delete an elastic resource pool'],
  credentials: ['datasource authentications', 'Delete a datasource authentication'],
  databases: ['databases besides the preset one', 'Drop a database'],
  tables: ['tables in all its databases', 'Drop a table'],
  expectations: ['expectations', 'Delete an expectation'],
}

/** The error for one more than a project may have. */
export function quotaReached(what: keyof Quotas, quotas: Quotas): CausewayError {
  const [counted, remove] = WORDS[what]
  return new CausewayError('limit-exceeded', `The project has ${quotas[what]} ${counted}, and more are not allowed`, {
    hint: `${remove} that is not needed, or raise quotas.${what} in causeway.yaml.`,
  })
}
