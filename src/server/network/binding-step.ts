import { listed } from './listed.ts'
import type { BindingView, QueueNetworkView, Target } from './network-view.ts'
import { bindRemedies } from './remedies.ts'
import { printable, type StepResult } from './step-result.ts'

/** Only ACTIVE bindings count; the others are told. */
export function bindingStep(view: QueueNetworkView, target: Target): StepResult<readonly BindingView[]> {
  const active = view.bindings.filter((binding) => binding.state === 'active')
  const waiting = view.bindings.filter((binding) => binding.state !== 'active').map(stateText)
  const others = waiting.length === 0 ? '' : `; ${listed(waiting)}`
  if (active.length > 0) {
    const names = listed(active.map((binding) => binding.connectionName))
    return { kind: 'passed', seen: `Queue ${view.queueName} is bound to ${names}${others}`, value: active }
  }
  const remedies = bindRemedies(view, target)
  return {
    kind: 'failed',
    seen: `No connection is bound to queue ${view.queueName}${others}`,
    remedies: remedies.length > 0 ? remedies : [{ kind: 'create-connection', queueName: view.queueName }],
  }
}

function stateText(binding: BindingView): string {
  if (binding.state === 'creating') return `the binding to ${binding.connectionName} is still being made`
  const failure = binding.failure === '' ? '' : ` (${printable(binding.failure)})`
  return `the binding to ${binding.connectionName} has failed${failure}`
}
