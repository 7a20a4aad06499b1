import { CausewayError } from '../../../base/errors.ts'
import type { Store } from '../../store/store.ts'
import type { Actor } from './actor.ts'

/** The key that seals what the database holds of secrets, those of all domains. */
export interface MasterKey {
  /** Seals everything anew with another key. The old one is nowhere when it resolves; copies of the data folder from before need it. */
  change(actor: Actor): Promise<void>
}

export const createMasterKey = ({ store }: { readonly store: Pick<Store, 'changeMasterKey'> }): MasterKey => ({
  async change(actor) {
    if (actor.kind !== 'local') {
      throw new CausewayError('forbidden', 'The master key is changed on the machine of the server', {
        hint: 'Run there: causeway master-key change',
      })
    }
    await store.changeMasterKey()
  },
})
