import { listed } from './listed.ts'
import type { BindingView, QueueNetworkView, Target } from './network-view.ts'
import { bindRemedies, createConnectionRemedy } from './remedies.ts'
import { reasonText, type StepResult } from './step-result.ts'

/** Only ACTIVE bindings count; the others are told. */
export function bindingStep(view: QueueNetworkView, target: Target): StepResult<readonly BindingView[]> {
  const active = view.bindings.filter((binding) => binding.state === 'active')
  const waiting = view.bindings.filter((binding) => binding.state !== 'active').map(stateText)
  const others = waiting.length === 0 ? '' : `; ${listed(waiting)}`
  if (active.length > 0) {
    return { kind: 'passed', rule: 2, seen: `Queue ${view.queueName} is bound to ${listed(active.map(boundText))}${others}`, value: active }
  }
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
