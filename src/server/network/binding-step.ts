import { countingBindings } from './counting-bindings.ts'
import { listed } from './listed.ts'
import type { BindingView, QueueNetworkView, Target } from './network-view.ts'
import { bindRemedies, createConnectionRemedy } from './remedies.ts'
import { advice } from './remedy.ts'
import { printable, reasonText, type StepResult } from './step-result.ts'

/** Only ACTIVE bindings count, and of them those that decide about the target; the others are told. */
export function bindingStep(view: QueueNetworkView, target: Target): StepResult<readonly BindingView[]> {
  const active = view.bindings.filter((binding) => binding.state === 'active')
  const waiting = view.bindings.filter((binding) => binding.state !== 'active').map(stateText)
  const others = waiting.length === 0 ? '' : `; ${listed(waiting)}`
  const bound = `Queue ${view.queueName} is bound to ${listed(active.map(boundText))}${others}`
  const { counting, claiming } = countingBindings(view, target.host)
  if (claiming !== undefined) {
    const what = `${printable(target.host)} is for ${claiming.connectionName}, and not for what another project lends`
    if (counting.length > 0) return { kind: 'passed', rule: 27, seen: `${bound}; ${what}`, value: counting }
    return { kind: 'failed', rule: 27, seen: `${bound}; ${what}`, remedies: claimingRemedies(view, target, claiming) }
  }
  if (active.length > 0) return { kind: 'passed', rule: 2, seen: bound, value: active }
  const remedies = bindRemedies(view, target)
  return {
    kind: 'failed',
    rule: 2,
    seen: `No connection is bound to ${queueText(view)}${others}`,
    remedies: remedies.length > 0 ? remedies : [createConnectionRemedy(view)],
  }
}

const queueText = ({ queueName, poolName }: QueueNetworkView): string =>
  poolName === undefined ? `queue ${queueName}` : `queue ${queueName} or its elastic resource pool ${poolName}`

const boundText = ({ connectionName, poolName }: BindingView): string =>
  poolName === undefined ? connectionName : `${connectionName} (through its elastic resource pool ${poolName})`

function stateText(binding: BindingView): string {
  const which = `the binding to ${boundText(binding)}`
  if (binding.state === 'creating') return `${which} is still being made`
  if (binding.state === 'down') return `${which} has failed: ${reasonText(binding.failure)}`
  const failure = binding.failure === '' ? '' : ` (${reasonText(binding.failure)})`
  return `${which} has failed${failure}`
}

/** Where no connection of the project's own is ACTIVE. */
function claimingRemedies(view: QueueNetworkView, target: Target, claiming: BindingView) {
  const remedies = bindRemedies(view, target)
  return remedies.length > 0 ? remedies : [advice(`Wait until connection ${claiming.connectionName} is up again, or unbind it`)]
}
