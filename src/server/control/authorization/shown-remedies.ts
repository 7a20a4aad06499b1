import { advice } from '../../network/remedy.ts'
import type { ShownRemedies } from '../dialling/in-words.ts'
import type { Authorizer } from './authorizer.ts'
import { isShown } from './decide.ts'

const ASK = advice('Ask an administrator of the project for a connection that reaches it')

/** Without those that name a connection which whoever asks is not shown: its name, its subnet and its host entries are not theirs to know. */
export const shownRemedies =
  (authorizer: Pick<Authorizer, 'rightsOf'>): ShownRemedies =>
  async (remedies, { bindings }, caller) => {
    const rights = await authorizer.rightsOf(caller)
    if (rights.role !== undefined) return remedies
    const shown = remedies.filter((remedy) => {
      if (remedy.kind !== 'bind-queue') return true
      const { id } = remedy.connection
      return isShown(rights, { kind: 'connection', id }) || bindings.some(({ connectionId }) => connectionId === id)
    })
    return shown.length === 0 && remedies.length > 0 ? [ASK] : shown
  }
