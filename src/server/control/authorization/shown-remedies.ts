import { advice, type Remedy } from '../../network/remedy.ts'
import type { ShownRemedies } from '../dialling/in-words.ts'
import type { Authorizer } from './authorizer.ts'
import { isShown, type Rights } from './decide.ts'

const asked = (what: string): Remedy => advice(`Ask an administrator of the project ${what}`)
const ASK = asked('for a connection that reaches it')

/**
 * As whoever asks may be told them: ids, host entries and ports of connections that are not shown, and the attachments of VPCs, are not theirs to know. What a refusal's
 * steps say, the names of what is bound, may stand.
 */
export const shownRemedies =
  (authorizer: Pick<Authorizer, 'rightsOf'>): ShownRemedies =>
  async (remedies, _view, caller) => {
    const rights = await authorizer.rightsOf(caller)
    if (rights.role !== undefined) return remedies
    const shown = remedies.flatMap((remedy) => shownOf(remedy, rights) ?? [])
    return shown.length === 0 && remedies.length > 0 ? [ASK] : shown
  }

/** Undefined: not even that there is such a connection. */
function shownOf(remedy: Remedy, rights: Rights): Remedy | undefined {
  const unlessShown = <R>({ id }: { readonly id: string }, other: R): Remedy | R =>
    isShown(rights, { kind: 'connection', id }) ? remedy : other
  switch (remedy.kind) {
    case 'bind-queue':
      return unlessShown(remedy.connection, undefined)
    case 'unbind-queue':
      return unlessShown(remedy.connection, asked(`to unbind connection ${remedy.connection.name}`))
    case 'let-port-through':
      return unlessShown(remedy.connection, asked(`to let port ${remedy.port} through connection ${remedy.connection.name}`))
    case 'add-route':
      return unlessShown(remedy.connection, asked(`for a route to ${remedy.cidr} through connection ${remedy.connection.name}`))
    case 'set-host-entry':
      return unlessShown(remedy.connection, asked(`for a host entry of ${remedy.name} at connection ${remedy.connection.name}`))
    case 'set-attachment':
      return asked(`to have it reached by the attachment of VPC ${remedy.vpc.name}`)
    case 'enrol-agent':
      return asked('to start an agent in the network of the VPC')
    case 'advice':
    case 'create-queue':
    case 'create-connection':
    case 'grant-privilege':
    case 'give-role':
      return remedy
  }
}
