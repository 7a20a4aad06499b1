import { joinedPorts, type PortRange } from '../../base/addresses/port-range.ts'
import type { BindingView, QueueNetworkView } from './network-view.ts'

/** A change of what a queue may reach that nobody has made. */
export type Supposition =
  /** As it would be: its state may be 'failed'. */
  | { readonly kind: 'bind'; readonly binding: BindingView }
  | { readonly kind: 'unbind'; readonly connectionId: string }
  | { readonly kind: 'host'; readonly connectionId: string; readonly name: string; readonly ip: string }
  /** Let through beside those that are. */
  | { readonly kind: 'port'; readonly connectionId: string; readonly ports: PortRange }
  | { readonly kind: 'route'; readonly connectionId: string; readonly cidr: string }

/** The name of a route that there is not yet. */
const SUPPOSED_ROUTE = 'what_if'

/** Pure. The queue's network as it would be after the change; the given view stays as it is. */
export function supposing(view: QueueNetworkView, supposition: Supposition): QueueNetworkView {
  switch (supposition.kind) {
    case 'bind': {
      const { binding } = supposition
      return {
        ...view,
        bindings: [...without(view, binding.connectionId), binding],
      }
    }
    case 'unbind': {
      const gone = view.bindings.find(({ connectionId }) => connectionId === supposition.connectionId)
      if (gone === undefined) return view
      const { connectionId: id, connectionName: name, subnetCidr, subnetCidrV6, routes, hosts, ports } = gone
      const isThere = view.connections.some((each) => each.id === id)
      const connections = isThere
        ? view.connections
        : [...view.connections, { id, name, subnetCidr, ...(subnetCidrV6 === undefined ? {} : { subnetCidrV6 }), routes, hosts, ports }]
      return { ...view, bindings: without(view, id), connections }
    }
    case 'host': {
      const { connectionId, name, ip } = supposition
      // The first entry of a name counts: the supposed one stands in the place of those that there are.
      return changed(view, connectionId, (binding) => ({ ...binding, hosts: [{ name, ip }, ...binding.hosts] }))
    }
    case 'port': {
      const { connectionId, ports } = supposition
      return changed(view, connectionId, (binding) => ({ ...binding, ports: joinedPorts([...binding.ports, ports]) }))
    }
    case 'route': {
      const { connectionId, cidr } = supposition
      return changed(view, connectionId, (binding) => ({ ...binding, routes: [...binding.routes, { name: SUPPOSED_ROUTE, cidr }] }))
    }
  }
}

const without = ({ bindings }: QueueNetworkView, id: string): readonly BindingView[] =>
  bindings.filter(({ connectionId }) => connectionId !== id)

const changed = (view: QueueNetworkView, id: string, change: (binding: BindingView) => BindingView): QueueNetworkView => ({
  ...view,
  bindings: view.bindings.map((binding) => (binding.connectionId === id ? change(binding) : binding)),
})
