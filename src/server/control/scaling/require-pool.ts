import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { Pool } from '../../domain/elastic-resource-pool.ts'
import { findPoolByName } from '../../store/queues/pools.ts'
import type { Database } from '../../store/schema.ts'

/** The pool of this name, in letters of either case; throws 'not-found' for one that is not there. */
export async function requirePool(db: Database, projectId: string, name: string): Promise<Pool> {
  const pool = await findPoolByName(db, projectId, name.toLowerCase())
  if (pool !== undefined) return pool
  throw new CausewayError('not-found', noneNamed('elastic resource pool', name), {
    hint: 'List the elastic resource pools of the project, or create this one.',
  })
}
