import { asCausewayError, CausewayError } from '../../base/errors.ts'
import { hintInCommands } from '../connect/hint-in-commands.ts'
import type { Fields } from '../shown-fields.ts'
import { listResources } from './find-resource.ts'
import type { Place } from './resource.ts'
import { pools } from './resources.ts'

/**
 * What the call gives. Where there is no queue of the name but a pool, the failure says by which call pools are bound: who reads that there is no queue makes one.
 * @param target the path of the call, which takes pools as well
 */
export async function orHintOfPool(place: Place, queue: string, target: string, ask: () => Promise<Fields>): Promise<Fields> {
  try {
    return await ask()
  } catch (thrown) {
    const error = asCausewayError(thrown)
    if (error.kind !== 'not-found') throw thrown
    // What may not be listed is not told of.
    const all = await listResources(place, pools, {}).catch(() => [])
    if (!all.some((pool) => pool[pools.name] === queue)) throw thrown
    throw new CausewayError(error.kind, error.message, {
      hint: hintInCommands(
        `${queue} is a pool, which the call takes with all its queues: POST ${target} ${JSON.stringify({ elastic_resource_pools: [queue] })}`,
      ),
      cause: thrown,
    })
  }
}
