import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TObject } from 'typebox'
import type { Clock } from '../../../base/clock.ts'
import type { HeldDescriptor } from '../../../base/sockets/held-descriptor.ts'
import type { StoredAttachment } from '../../domain/stored-attachment.ts'
import type { DialledAddress, SocketAddress } from '../address.ts'
import type { ConnectedAgents } from '../agents/connected-agents.ts'
import type { DialFailure } from '../dial-failure.ts'
import type { Remedy } from '../remedy.ts'
import type { AllowedTarget } from './allowed-target.ts'
import type { LinkHealth } from './link-health.ts'

/** What must be known of the machine that dials: its own listening ports are never reached from a queue. */
export interface MachineView {
  readonly ownPorts: readonly number[]
  /** The addresses of this machine's interfaces, in any spelling that the system gives. */
  readonly ownAddresses: readonly string[]
  /** What may be dialled from this machine at all; everything when it is absent. */
  readonly allowedTargets?: readonly AllowedTarget[]
  /** The paths of the network namespaces that may be entered; none when it is absent. */
  readonly networkNamespaces?: readonly string[]
  /** The sockets of the ssh-agents that may be used, by name; none when it is absent. */
  readonly sshAgents?: ReadonlyMap<string, string>
}

export interface AttachmentRequest {
  /** An address in the VPC that a binding of the queue covers. */
  readonly address: SocketAddress
  readonly vpcId: string
  readonly vpcName: string
  readonly machine: MachineView
}

export type AttachmentCheck =
  /** `seen` is a fact for the explanation; `dialled` is what `open` is to be called with. */
  | { readonly kind: 'passed'; readonly rule?: number; readonly dialled: DialledAddress; readonly seen: string }
  /** `rule`: the one of docs/spec/policy.md that decided it. */
  | { readonly kind: 'refused'; readonly rule?: number; readonly seen: string; readonly remedies: readonly Remedy[] }

export type Opened =
  /**
   * Connected, and paused since before it connected, so that no greeting is lost. It can be handed to a worker, so from here on it needs its link no more: nothing
   * tells the server when another process lets go of it.
   */
  | { readonly kind: 'socket'; readonly socket: Socket }
  /** No socket of the kernel: its bytes are pumped by the server. Nothing has been read from it. */
  | { readonly kind: 'stream'; readonly stream: Duplex }

/** For a worker, which is given what the kernel has as it is. */
export type OpenedForWorker = Opened | { readonly kind: 'descriptor'; readonly held: HeldDescriptor }

/**
 * The way into one VPC while its attachment stays as it is: what several dials share (a channel to a bastion, say) lives here. After a change that takes nothing
 * away it stays for what was opened through it, and dials after the change have another.
 */
export interface AttachmentLink {
  /** What it opens are streams: what they are pumped into is made beside the dial. */
  readonly givesStreams?: true
  /**
   * Rejects with an error that has a `code` of the operating system where there is one; gives up when the signal comes. Whoever gets something destroys it.
   */
  open(dialled: DialledAddress, signal: AbortSignal): Promise<Opened>
  /** As `open`, where what is connected need not be a stream of this process; what is there, or refused, at once is no promise, and thrown. */
  openForWorker?(dialled: DialledAddress, signal: AbortSignal): OpenedForWorker | Promise<OpenedForWorker>
  /** Only where datagrams go the way that connections go: what askByDatagram says. */
  ask?(dialled: DialledAddress, datagram: Buffer, signal: AbortSignal): Promise<Buffer>
  /** Ends what the dials shared, and with it the streams that were opened through it. Never rejects. */
  close(): Promise<void>
  /**
   * Only where what the dials share has a life of its own, as a connection to a bastion or to an agent has: brings it up, and keeps bringing it up while somebody
   * listens. `told` hears how it is as soon as that is known, and at each change; what this gives back ends that.
   */
  watch?(told: (health: LinkHealth) => void): () => void
}

/** What a link may need beside its spec. */
export interface LinkContext {
  readonly vpcId: string
  readonly agents: ConnectedAgents
  /** Read anew each time; undefined where none is kept. */
  secret(): Promise<string | undefined>
  /** As it is now. */
  machine(): MachineView
  /** Absolute; emptied by each start of the server. */
  readonly scratchFolder: string
  /** Whether something has expired is told by it, and not told without it. */
  readonly clock?: Clock | undefined
}

/** Something of a spec that opens something: it is kept sealed and apart, and shown to nobody. */
interface AttachmentSecret<Spec> {
  /** The field of a request. */
  readonly field: string
  /** What a request gives; undefined when the one that is kept is meant. */
  given(spec: Spec): string | undefined
  /** What tells the one that the spec needs from others. */
  needed(spec: Spec): string | undefined
}

/** How the addresses of a VPC are reached: one record for each kind, and the only place that knows the kind. */
export interface AttachmentKind<Spec extends StoredAttachment> {
  readonly kind: Spec['kind']
  /** Of the spec, as a request gives it and the store keeps it. */
  readonly schema: TObject
  /** Where else something is said that is looked for in the spec. */
  readonly elsewhere?: string
  /** What a schema cannot say. Gives the spec in its plain spelling, and nothing else that a request had. Throws 'invalid-parameter'. */
  plain(spec: Spec): Spec
  readonly secret?: AttachmentSecret<Spec>
  /** What whoever may read the attachment sees of it. */
  show(spec: Spec): StoredAttachment
  /** Whether something that the old one reached is not reached in the same way by the next; undefined is one of another kind. */
  takesAway(old: Spec, next: Spec | undefined): boolean
  /** Pure. Why this machine's settings keep it from reaching anything, whatever is asked for: it is then not taken. */
  refusedBy?(spec: Spec, machine: MachineView): DialFailure | undefined
  /** Pure. Whether, and as what, an address of the VPC is dialled. */
  check(spec: Spec, request: AttachmentRequest): AttachmentCheck
  /** Opens nothing yet. */
  link(spec: Spec, context: LinkContext): AttachmentLink
  /** Why `open` failed, in words. `address` is in the VPC, `dialled` what `check` made of it. */
  describeFailure(code: string | undefined, address: string, dialled: string): DialFailure
}
