import type { Explanation, ExplanationStep } from '../../base/explanation.ts'
import { type DialledAddress, parseIpAddress, socketAddressText } from './address.ts'
import type { MachineView } from './attachments/attachment-kind.ts'
import { type AttachmentSpec, checkAttachment } from './attachments/attachments.ts'
import { bindingStep } from './binding-step.ts'
import { nameStep } from './name-step.ts'
import type { QueueNetworkView, Target } from './network-view.ts'
import type { Remedy } from './remedy.ts'
import { routeStep } from './route-step.ts'
import { printable, type StepResult } from './step-result.ts'

export type { MachineView } from './attachments/attachment-kind.ts'
export type { BindingView, QueueNetworkView, Target } from './network-view.ts'

export type Decision =
  | {
      readonly kind: 'allowed'
      readonly connectionId: string
      readonly vpcId: string
      /** The connection's route that holds the address; undefined when its subnet does. */
      readonly route: string | undefined
      readonly ip: string
      readonly port: number
      readonly attachment: AttachmentSpec
      readonly attachmentRevision: number
      /** What is really dialled: the address itself, or where a forward leads. */
      readonly dialled: DialledAddress
      /** The steps so far; the dial is the last one and not in it yet. */
      readonly explanation: Explanation<Remedy>
    }
  | { readonly kind: 'refused'; readonly explanation: Explanation<Remedy> }

const STEPS = ['queue', 'binding', 'name', 'route', 'attachment', 'dial'] as const

/**
 * The one place where it is decided what a queue may reach. Pure; the numbered rules are in docs/spec/policy.md.
 * `machine` is what must be known of the machine that dials (its own ports are never reached).
 */
export function decide(view: QueueNetworkView, target: Target, machine: MachineView): Decision {
  const steps: ExplanationStep[] = []
  const explain = (remedies: readonly Remedy[]): Explanation<Remedy> => ({
    target: targetText(target),
    queue: view.queueName,
    steps: [...steps],
    remedies,
  })
  const pass = (seen: string): void => {
    steps.push({ step: STEPS[steps.length] ?? 'dial', outcome: 'passed', seen })
  }
  const refuse = ({ seen, remedies }: { readonly seen: string; readonly remedies: readonly Remedy[] }): Decision => {
    steps.push({ step: STEPS[steps.length] ?? 'dial', outcome: 'failed', seen })
    for (const step of STEPS.slice(steps.length)) steps.push({ step, outcome: 'not-reached', seen: 'Not reached' })
    return { kind: 'refused', explanation: explain(remedies) }
  }

  const queue = queueStep(view)
  if (queue.kind === 'failed') return refuse(queue)
  pass(queue.seen)

  const bindings = bindingStep(view, target)
  if (bindings.kind === 'failed') return refuse(bindings)
  pass(bindings.seen)

  const name = nameStep(view, bindings.value, target)
  if (name.kind === 'failed') return refuse(name)
  pass(name.seen)

  const route = routeStep(view, name.value, target)
  if (route.kind === 'failed') return refuse(route)
  pass(route.seen)

  const { binding } = route.value
  const address = { ip: name.value.ip, port: target.port }
  const check = checkAttachment(binding.attachment, { address, vpcId: binding.vpcId, vpcName: binding.vpcName, machine })
  if (check.kind === 'refused') return refuse(check)
  pass(check.seen)

  return {
    kind: 'allowed',
    connectionId: binding.connectionId,
    vpcId: binding.vpcId,
    route: route.value.route,
    ip: address.ip.text,
    port: target.port,
    attachment: binding.attachment,
    attachmentRevision: binding.attachmentRevision,
    dialled: check.dialled,
    explanation: explain([]),
  }
}

function queueStep(view: QueueNetworkView): StepResult<undefined> {
  if (!view.preset) return { kind: 'passed', seen: `${view.queueName} is a queue that connections can be bound to`, value: undefined }
  return {
    kind: 'failed',
    seen: `${view.queueName} is the preset queue: it has no network and no connection can be bound to it`,
    remedies: [{ kind: 'create-queue' }],
  }
}

function targetText({ host, port }: Target): string {
  const ip = parseIpAddress(host)
  return ip === undefined ? `${printable(host)}:${port}` : socketAddressText(ip.text, port)
}
