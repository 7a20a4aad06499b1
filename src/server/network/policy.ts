import type { MonotonicClock } from '../../base/clock.ts'
import type { Explanation, ExplanationStep } from '../../base/explanation.ts'
import { type DialledAddress, parseIpAddress, socketAddressText } from './address.ts'
import type { MachineView } from './attachments/attachment-kind.ts'
import { type AttachmentSpec, checkAttachment } from './attachments/attachments.ts'
import { bindingStep } from './binding-step.ts'
import { lentCheck } from './lent-check.ts'
import { nameStep } from './name-step.ts'
import type { BoundBy, QueueNetworkView, Target } from './network-view.ts'
import { portStep } from './port-step.ts'
import type { Remedy } from './remedy.ts'
import type { NameAnswer } from './resolver/name-answer.ts'
import { routeStep } from './route-step.ts'
import { printable, type StepResult } from './step-result.ts'

export type { MachineView } from './attachments/attachment-kind.ts'
export type { BindingView, BoundBy, QueueNetworkView, Target } from './network-view.ts'

export type Decision =
  | {
      readonly kind: 'allowed'
      readonly connectionId: string
      readonly boundBy: BoundBy
      /** The connection is another project's. */
      readonly lent: boolean
      readonly vpcId: string
      /** The connection's route that holds the address; undefined when its subnet does. */
      readonly route: string | undefined
      readonly ip: string
      readonly port: number
      /** The server that said what the name is, in the network of the connection; undefined for a host entry or an address. */
      readonly resolvedBy: string | undefined
      readonly attachment: AttachmentSpec
      readonly attachmentRevision: number
      /** What is really dialled: the address itself, or where a forward leads. */
      readonly dialled: DialledAddress
      /** The steps so far; the dial is the last one and not in it yet. */
      readonly explanation: Explanation<Remedy>
    }
  | { readonly kind: 'refused'; readonly explanation: Explanation<Remedy> }

interface Seen {
  readonly rule?: number
  readonly seen: string
}

const STEPS = ['queue', 'binding', 'name', 'route', 'port', 'attachment', 'dial'] as const

/**
 * The one place where it is decided what a queue may reach. Pure; the numbered rules are in docs/spec/policy.md.
 * `machine` is what must be known of the machine that dials (its own ports are never reached). With a clock the steps tell what they took, and nothing else of the
 * answer depends on it. `answer` is what a resolver has said of the target's name, where one is for it (resolver/asked-resolver.ts).
 */
export function decide(
  view: QueueNetworkView,
  target: Target,
  machine: MachineView,
  clock?: MonotonicClock,
  answer?: NameAnswer,
): Decision {
  const steps: ExplanationStep[] = []
  let since = clock?.() ?? 0
  const took = (): { readonly tookMs?: number } => {
    if (clock === undefined) return {}
    const before = since
    since = clock()
    return { tookMs: Math.round((since - before) * 1000) / 1000 }
  }
  const explain = (remedies: readonly Remedy[]): Explanation<Remedy> => ({
    target: targetText(target),
    queue: view.queueName,
    steps: [...steps],
    remedies,
  })
  const add = (outcome: 'passed' | 'failed', { rule, seen }: Seen): void => {
    steps.push({ step: STEPS[steps.length] ?? 'dial', outcome, seen, ...(rule === undefined ? {} : { rule }), ...took() })
  }
  const pass = (seen: Seen): void => add('passed', seen)
  const refuse = (failed: Seen & { readonly remedies: readonly Remedy[] }): Decision => {
    add('failed', failed)
    for (const step of STEPS.slice(steps.length)) steps.push({ step, outcome: 'not-reached', seen: 'Not reached' })
    return { kind: 'refused', explanation: explain(failed.remedies) }
  }

  const queue = queueStep(view)
  if (queue.kind === 'failed') return refuse(queue)
  pass(queue)

  const bindings = bindingStep(view, target)
  if (bindings.kind === 'failed') return refuse(bindings)
  pass(bindings)

  const name = nameStep(view, bindings.value, target, answer)
  if (name.kind === 'failed') return refuse(name)
  pass(name)

  const route = routeStep(view, name.value, target)
  if (route.kind === 'failed') return refuse(route)
  pass(route)

  const { binding } = route.value
  const through = portStep(binding, target)
  if (through.kind === 'failed') return refuse(through)
  pass(through)

  const address = { ip: name.value.ip, port: target.port }
  const request = { address, vpcId: binding.vpcId, vpcName: binding.vpcName, machine }
  const check = binding.lent === true ? lentCheck(binding, request) : checkAttachment(binding.attachment, request)
  if (check.kind === 'refused') return refuse(check)
  pass(check)

  return {
    kind: 'allowed',
    connectionId: binding.connectionId,
    boundBy: boundByOf(binding),
    lent: binding.lent === true,
    vpcId: binding.vpcId,
    route: route.value.route,
    ip: address.ip.text,
    port: target.port,
    resolvedBy: name.value.resolvedBy,
    attachment: binding.attachment,
    attachmentRevision: binding.attachmentRevision,
    dialled: check.dialled,
    explanation: explain([]),
  }
}

const boundByOf = ({ bindingId, connectionName, poolName }: BoundBy): BoundBy => ({
  connectionName,
  ...(bindingId === undefined ? {} : { bindingId }),
  ...(poolName === undefined ? {} : { poolName }),
})

function queueStep(view: QueueNetworkView): StepResult<undefined> {
  const kind = view.preset ? 'the preset queue' : view.shared ? 'a shared queue' : undefined
  if (kind === undefined)
    return { kind: 'passed', rule: 1, seen: `${view.queueName} is a queue that connections can be bound to`, value: undefined }
  return {
    kind: 'failed',
    rule: 1,
    seen: `${view.queueName} is ${kind}: it has no network and no connection can be bound to it`,
    remedies: [{ kind: 'create-queue' }],
  }
}

function targetText({ host, port }: Target): string {
  const ip = parseIpAddress(host)
  return ip === undefined ? `${printable(host)}:${port}` : socketAddressText(ip.text, port)
}
