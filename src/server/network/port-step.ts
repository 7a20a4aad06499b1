import { holdsEveryPort, holdsPort, type PortRange, portRangeText } from '../../base/addresses/port-range.ts'
import { listed } from './listed.ts'
import type { BindingView, Target } from './network-view.ts'
import { portRemedy } from './remedies.ts'
import type { StepResult } from './step-result.ts'

/** Rule 24: the connection that covers the address lets the ports through that it names. */
export function portStep(binding: BindingView, { port }: Target): StepResult<undefined> {
  const { connectionName, ports } = binding
  if (holdsEveryPort(ports)) return { kind: 'passed', rule: 24, seen: `${connectionName} lets every port through`, value: undefined }
  if (holdsPort(ports, port)) return { kind: 'passed', rule: 24, seen: `${connectionName} lets port ${port} through`, value: undefined }
  return {
    kind: 'failed',
    rule: 24,
    seen: `${connectionName} lets ${portsText(ports)} through, and not ${port}`,
    remedies: [portRemedy(binding, port)],
  }
}

const portsText = (ports: readonly PortRange[]): string =>
  ports.length === 0
    ? 'no port'
    : `${ports.length === 1 && ports[0]?.from === ports[0]?.to ? 'port' : 'ports'} ${listed(ports.map(portRangeText))}`
