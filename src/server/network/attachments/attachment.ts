import type { Socket } from 'node:net'
import type { AttachmentSpec } from '../../domain/attachment-spec.ts'
import type { DialledAddress, SocketAddress } from '../address.ts'
import type { Remedy } from '../remedy.ts'

/** What must be known of the machine that dials: its own listening ports are never reached from a queue. */
export interface MachineView {
  readonly ownPorts: readonly number[]
  /** The addresses of this machine's interfaces, in any spelling that the system gives. */
  readonly ownAddresses: readonly string[]
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
  | { readonly kind: 'passed'; readonly dialled: DialledAddress; readonly seen: string }
  | { readonly kind: 'refused'; readonly seen: string; readonly remedies: readonly Remedy[] }

/** How the addresses of a VPC are reached: one implementation for each kind. */
export interface Attachment<View extends AttachmentSpec = AttachmentSpec> {
  readonly kind: View['kind']
  /** Pure. Whether, and as what, an address of the VPC is dialled. */
  check(view: View, request: AttachmentRequest): AttachmentCheck
  /** A socket that is connecting and was paused before that. Its owner waits for 'connect' or 'error' and destroys it. */
  open(dialled: DialledAddress): Socket
}
