import type { Socket } from 'node:net'
import type { MonotonicClock } from '../../../base/clock.ts'
import { EVERY_PORT } from '../../../base/port-range.ts'
import { parseIpRange, parseSocketAddress } from '../address.ts'
import { lowerCase } from '../host-entry.ts'
import type { BindingView, QueueNetworkView, Target } from '../network-view.ts'
import type { Remedy } from '../remedy.ts'
import { printable } from '../step-result.ts'
import { askOver } from './dns-exchange.ts'
import { type AddressType, type DnsAnswer, dnsQuestion, readDnsAnswer } from './dns-message.ts'
import { KeptAnswers } from './kept-answers.ts'
import type { NameAnswer, ResolverFailure } from './name-answer.ts'
import { questionOf } from './resolver-question.ts'

/** A connection to a server for names, decided and dialled as a job's would be; or why there is none. */
export type DnsDial = (
  view: QueueNetworkView,
  target: Target,
  signal: AbortSignal,
) => Promise<
  | { readonly kind: 'connected'; readonly socket: Socket; readonly close: () => void }
  | { readonly kind: 'refused'; readonly seen: string; readonly remedies: readonly Remedy[] }
>

const NOT_FOUND_SECONDS = 5
const NAMES_ASKED_MAX = 4

type Found = Extract<DnsAnswer, { readonly kind: 'addresses' | 'none' }>
/** With what would help where no connection to the server could be made. */
type Failed = Extract<DnsAnswer, { readonly kind: 'failed' }> & { readonly remedies?: readonly Remedy[] }
type ByType = Found | Failed

/** Asks the resolvers of connections, through their attachments and nowhere else: what the server's own machine would say of a name is never asked. */
export class Resolver {
  readonly #dial: DnsDial
  readonly #dialMs: number
  readonly #kept: KeptAnswers

  /** @param dialMs what a dial may take: a server that does not answer must leave time for the next, and for the dial itself */
  constructor(dial: DnsDial, dialMs: number, clock: MonotonicClock) {
    this.#dial = dial
    this.#dialMs = dialMs
    this.#kept = new KeptAnswers(clock)
  }

  /** Undefined where the policy decides about the host without: it is an address, a host entry, or no name that a resolver is for. Never rejects. */
  async answerFor(view: QueueNetworkView, host: string, signal: AbortSignal): Promise<NameAnswer | undefined> {
    const question = questionOf(view, host)
    if (question === undefined) return undefined
    const { binding, resolver, name } = question
    const { connectionId, vpcId, attachmentRevision } = binding
    const key = JSON.stringify([connectionId, vpcId, attachmentRevision, resolver.servers, typesOf(binding), name])
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const about = { connectionId, name } as const
    const failures: ResolverFailure[] = []
    for (const server of resolver.servers) {
      const answer = await this.#ask(
        view,
        binding,
        server,
        name,
        AbortSignal.any([signal, AbortSignal.timeout(this.#dialMs / (resolver.servers.length + 1))]),
      )
      if (answer.kind === 'failed') {
        failures.push({ server, why: answer.why, remedies: answer.remedies ?? [] })
        continue
      }
      if (answer.kind === 'none') {
        const notFound: NameAnswer = { ...about, kind: 'not-found', code: answer.code, server }
        this.#kept.keep(key, notFound, NOT_FOUND_SECONDS)
        return notFound
      }
      const found: NameAnswer = { ...about, kind: 'found', addresses: answer.addresses, server, through: answer.through }
      this.#kept.keep(key, found, answer.ttlSeconds)
      return found
    }
    return { ...about, kind: 'unanswered', failures }
  }

  async #ask(view: QueueNetworkView, binding: BindingView, server: string, name: string, signal: AbortSignal): Promise<ByType> {
    const answers = await Promise.all(typesOf(binding).map((type) => this.#addresses(view, binding, server, { name, type }, signal)))
    const failed = answers.find((answer) => answer.kind === 'failed')
    if (failed !== undefined) return failed
    const found = answers.filter((answer) => answer.kind === 'addresses')
    if (found.length === 0) return answers.find((answer) => answer.kind === 'none') ?? { kind: 'none', code: 'NODATA' }
    return {
      kind: 'addresses',
      addresses: found.flatMap(({ addresses }) => addresses),
      through: found[0]?.through ?? [],
      ttlSeconds: Math.min(...found.map(({ ttlSeconds }) => ttlSeconds)),
    }
  }

  async #addresses(
    view: QueueNetworkView,
    binding: BindingView,
    server: string,
    { name, type }: { readonly name: string; readonly type: AddressType },
    signal: AbortSignal,
  ): Promise<ByType> {
    const through: string[] = []
    let asked = name
    let ttlSeconds = Number.POSITIVE_INFINITY
    for (let count = 0; count < NAMES_ASKED_MAX; count += 1) {
      const answer = await this.#exchange(view, binding, server, { name: asked, type }, signal)
      if (answer.kind === 'failed' || answer.kind === 'none') return answer
      through.push(...answer.through)
      ttlSeconds = Math.min(ttlSeconds, answer.ttlSeconds)
      if (answer.kind === 'addresses') return { ...answer, through, ttlSeconds }
      asked = answer.target
    }
    return { kind: 'failed', why: `${printable(name)} leads through too many other names` }
  }

  async #exchange(
    view: QueueNetworkView,
    binding: BindingView,
    server: string,
    { name, type }: { readonly name: string; readonly type: AddressType },
    signal: AbortSignal,
  ): Promise<Exclude<DnsAnswer, { readonly kind: 'failed' }> | Failed> {
    const address = parseSocketAddress(server)
    if (address === undefined) return { kind: 'failed', why: 'it is not an address' }
    let question: Buffer
    try {
      question = dnsQuestion(name, type)
    } catch {
      return { kind: 'failed', why: `${printable(name)} cannot be asked for` }
    }
    // Through this connection alone. Its ports are those of jobs, who do not get this socket.
    const through = { ...view, connections: [], bindings: [{ ...binding, ports: [EVERY_PORT] }] }
    const dialled = await this.#dial(through, { host: address.ip.text, port: address.port }, signal)
    if (dialled.kind === 'refused') return { kind: 'failed', why: dialled.seen, remedies: dialled.remedies }
    try {
      return readDnsAnswer(await askOver(dialled.socket, question, signal), lowerCase(name), type)
    } catch (error) {
      return { kind: 'failed', why: error instanceof Error ? error.message : 'it does not answer' }
    } finally {
      dialled.close()
    }
  }
}

/** Of the families that the connection can lead to: what is not asked for is never dialled either. */
function typesOf({ subnetCidr, routes }: BindingView): readonly AddressType[] {
  const kinds = new Set([subnetCidr, ...routes.map(({ cidr }) => cidr)].map((cidr) => parseIpRange(cidr)?.value.kind()))
  return (['A', 'AAAA'] as const).filter((type) => kinds.has(type === 'A' ? 'ipv4' : 'ipv6'))
}
