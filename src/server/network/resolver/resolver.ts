import type { Socket } from 'node:net'
import { EVERY_PORT } from '../../../base/addresses/port-range.ts'
import type { MonotonicClock } from '../../../base/clock.ts'
import { newQuestionId } from '../../../base/ids.ts'
import { parseIpRange, parseSocketAddress } from '../address.ts'
import { rangesOf } from '../binding-ranges.ts'
import { lowerCase } from '../host-entry.ts'
import type { BindingView, QueueNetworkView, Target } from '../network-view.ts'
import type { Remedy } from '../remedy.ts'
import { printable } from '../step-result.ts'
import { askOver } from './dns-exchange.ts'
import { type AddressType, type DnsAnswer, dnsQuestion, readDnsAnswer } from './dns-message.ts'
import { KeptAnswers } from './kept-answers.ts'
import type { NameAnswer, ResolverFailure } from './name-answer.ts'
import { questionOf, type ResolverQuestion } from './resolver-question.ts'

/** The ways to a server for names, each decided as a job's dial would be. */
export interface DnsWays {
  /** A connection to it, or why there is none. */
  dial(
    view: QueueNetworkView,
    target: Target,
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: 'connected'; readonly socket: Socket; readonly close: () => void }
    | { readonly kind: 'refused'; readonly seen: string; readonly remedies: readonly Remedy[] }
  >
  /** The datagram that answers one; undefined where none goes there, or none comes back. Never rejects. */
  ask(view: QueueNetworkView, target: Target, datagram: Buffer, signal: AbortSignal): Promise<Buffer | undefined>
}

const NOT_FOUND_SECONDS = 5
const NAMES_ASKED_MAX = 4
/** A resolver none of whose servers has said anything is let alone for so long: many names may be asked for in one turn, and each would wait as long as one. */
const SILENT_MS = 2_000
/** Whoever does not answer datagrams in this time, or in half of what there is, is asked over TCP. */
const DATAGRAM_MS_MAX = 2_000

type Found = Extract<DnsAnswer, { readonly kind: 'addresses' | 'none' }>
/** With what would help where no connection to the server could be made. */
type Failed = Extract<DnsAnswer, { readonly kind: 'failed' }> & { readonly remedies?: readonly Remedy[]; readonly isSilent?: true }
type ByType = Found | Failed

/** Asks the resolvers of connections, through their attachments and nowhere else: what the server's own machine would say of a name is never asked. */
export class Resolver {
  readonly #ways: DnsWays
  readonly #dialMs: number
  readonly #kept: KeptAnswers
  readonly #clock: MonotonicClock
  readonly #silent = new Map<string, { readonly failures: readonly ResolverFailure[]; readonly until: number }>()

  /** @param dialMs what a dial may take: a server that does not answer must leave time for the next, and for the dial itself */
  constructor(ways: DnsWays, dialMs: number, clock: MonotonicClock) {
    this.#ways = ways
    this.#dialMs = dialMs
    this.#kept = new KeptAnswers(clock)
    this.#clock = clock
  }

  /** Undefined where the policy decides about the host without: it is an address, a host entry, or no name that a resolver is for. Never rejects. */
  answerFor(view: QueueNetworkView, host: string, signal: AbortSignal): Promise<NameAnswer> | undefined {
    const question = questionOf(view, host)
    return question === undefined ? undefined : this.#answerTo(view, question, signal)
  }

  async #answerTo(view: QueueNetworkView, { binding, resolver, name }: ResolverQuestion, signal: AbortSignal): Promise<NameAnswer> {
    const { connectionId, vpcId, attachmentRevision } = binding
    const way = [connectionId, vpcId, attachmentRevision, resolver.servers, rangesOf(binding)]
    const key = JSON.stringify([...way, name])
    const silent = this.#silent.get(JSON.stringify(way))
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const about = { connectionId, name } as const
    if (silent !== undefined && this.#clock() < silent.until) return { ...about, kind: 'unanswered', failures: silent.failures }
    const failures: ResolverFailure[] = []
    let isSilent = true
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
        isSilent &&= answer.isSilent === true
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
    this.#silent.delete(JSON.stringify(way))
    if (isSilent && !signal.aborted) this.#keepSilent(JSON.stringify(way), failures)
    return { ...about, kind: 'unanswered', failures }
  }

  #keepSilent(way: string, failures: readonly ResolverFailure[]): void {
    for (const [each, { until }] of this.#silent) if (until <= this.#clock()) this.#silent.delete(each)
    this.#silent.set(way, { failures, until: this.#clock() + SILENT_MS })
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
    const question = { id: newQuestionId(), name: lowerCase(name), type }
    let bytes: Buffer
    try {
      bytes = dnsQuestion(question)
    } catch {
      return { kind: 'failed', why: `${printable(name)} cannot be asked for` }
    }
    // Through this connection alone. Its ports are those of jobs, who do not get this socket.
    const through = { ...view, connections: [], bindings: [{ ...binding, ports: [EVERY_PORT] }] }
    const target = { host: address.ip.text, port: address.port }
    const datagramMs = Math.min(DATAGRAM_MS_MAX, this.#dialMs / 4)
    const datagram = await this.#ways.ask(through, target, bytes, AbortSignal.any([signal, AbortSignal.timeout(datagramMs)]))
    const told = datagram === undefined ? undefined : readDnsAnswer(datagram, question)
    if (told !== undefined && (told.kind !== 'failed' || told.elsewise === undefined)) return told
    const dialled = await this.#ways.dial(through, target, signal)
    if (dialled.kind === 'refused') return { kind: 'failed', why: dialled.seen, remedies: dialled.remedies, isSilent: true }
    try {
      return readDnsAnswer(await askOver(dialled.socket, bytes, signal), question)
    } catch (error) {
      return { kind: 'failed', why: error instanceof Error ? error.message : 'it does not answer', isSilent: true }
    } finally {
      dialled.close()
    }
  }
}

/** Of the families that the connection can lead to: what is not asked for is never dialled either. */
function typesOf(binding: BindingView): readonly AddressType[] {
  const kinds = new Set(rangesOf(binding).map(({ cidr }) => parseIpRange(cidr)?.value.kind()))
  return (['A', 'AAAA'] as const).filter((type) => kinds.has(type === 'A' ? 'ipv4' : 'ipv6'))
}
