import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { BindingView, QueueNetworkView } from '../../network/policy.ts'
import { type Supposition, supposing } from '../../network/what-if.ts'
import type { Wish } from './wishes.ts'

/** The binding that there would be; undefined: there is no such connection for who asks. */
export type BindingTo = (connection: string) => Promise<BindingView | undefined>

/** The network of a queue as it would be after all of the changes, one after the other. */
export async function supposeAll(view: QueueNetworkView, wishes: readonly Wish[], bindingTo: BindingTo): Promise<QueueNetworkView> {
  let supposed = view
  for (const wish of wishes) supposed = supposing(supposed, await suppositionOf(supposed, wish, bindingTo))
  return supposed
}

async function suppositionOf(view: QueueNetworkView, wish: Wish, bindingTo: BindingTo): Promise<Supposition> {
  switch (wish.kind) {
    case 'bind': {
      const binding = await bindingTo(wish.connection)
      if (binding === undefined) {
        throw new CausewayError('not-found', `${noneNamed('connection', wish.connection)} that queue ${view.queueName} could be bound to`, {
          hint: 'Name one of the list of connections, by its name or its id.',
        })
      }
      return { kind: 'bind', binding }
    }
    case 'unbind':
      return { kind: 'unbind', connectionId: boundTo(view, wish.connection).connectionId }
    case 'host':
      return { kind: 'host', connectionId: changedBinding(view, wish).connectionId, name: wish.name, ip: wish.ip }
    case 'port':
      return { kind: 'port', connectionId: changedBinding(view, wish).connectionId, ports: wish.ports }
    case 'route':
      return { kind: 'route', connectionId: changedBinding(view, wish).connectionId, cidr: wish.cidr }
  }
}

function boundTo(view: QueueNetworkView, connection: string): BindingView {
  const found =
    view.bindings.find(({ connectionId }) => connectionId === connection) ??
    view.bindings.find(({ connectionName }) => connectionName === connection)
  if (found !== undefined) return found
  throw new CausewayError('not-found', `Queue ${view.queueName} is not bound to a connection ${connection}`, {
    hint: 'Name one that it is bound to, or suppose bind: before.',
  })
}

/** The binding whose connection would have another host entry, port or route. */
function changedBinding(view: QueueNetworkView, { connection }: { readonly connection: string | undefined }): BindingView {
  const [first, ...others] = connection === undefined ? view.bindings : [boundTo(view, connection)]
  if (first === undefined || others.length > 0) {
    const count = first === undefined ? 'no connection' : 'several connections'
    throw new CausewayError('invalid-parameter', `Queue ${view.queueName} is bound to ${count}, so it is not known whose change is meant`, {
      hint: first === undefined ? 'Suppose bind:CONNECTION before.' : 'Write @ and the connection behind the change.',
    })
  }
  if (first.lent === true) {
    throw new CausewayError(
      'forbidden',
      `The host entries, ports and routes of connection ${first.connectionName} are those of another project`,
      {
        hint: 'Ask that project for them.',
      },
    )
  }
  return first
}
