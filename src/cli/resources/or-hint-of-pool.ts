import { asCausewayError } from '../../base/errors.ts'
import type { Holder } from '../../client/attach/bound-holder.ts'
import { shellWord } from '../../client/remedy-command.ts'
import { withHint } from '../connect/server-refusal.ts'
import type { Fields } from '../shown-fields.ts'
import { listResources } from './find-resource.ts'
import type { Place } from './resource.ts'
import { pools } from './resources.ts'

/** What the call gives. Where there is no queue of the name but a pool, the failure says how that is meant: who reads that there is no queue makes one. */
export async function orHintOfPool(
  place: Place,
  { kind, name }: Holder,
  { command, connection }: { readonly command: 'bind' | 'unbind'; readonly connection: string },
  ask: () => Promise<Fields>,
): Promise<Fields> {
  try {
    return await ask()
  } catch (thrown) {
    const error = asCausewayError(thrown)
    if (kind === 'pool' || error.kind !== 'not-found') throw thrown
    // What may not be listed is not told of.
    const all = await listResources(place, pools, {}).catch(() => [])
    if (!all.some((pool) => pool[pools.name] === name)) throw thrown
    throw withHint(
      error,
      `${name} is a pool, with all its queues: causeway ${command} --pool ${[name, connection].map(shellWord).join(' ')}`,
    )
  }
}
