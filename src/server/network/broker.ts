import type { Socket } from 'node:net'
import type { Explanation } from '../../base/explanation.ts'
import type { QueueNetworkView, Target } from './policy.ts'

export type DialResult =
  /** The socket is connected and was paused before it connected, so no greeting is lost. */
  | { readonly kind: 'connected'; readonly socket: Socket; readonly connectionId: string; readonly explanation: Explanation }
  | { readonly kind: 'refused'; readonly explanation: Explanation }

/** Decides, dials through the VPC's attachment, and explains. */
export interface Broker {
  dial(view: QueueNetworkView, target: Target): Promise<DialResult>
  readiness(): readonly string[]
  /** Destroys every socket that nobody took; refuses later dials. */
  close(): Promise<void>
}

export interface BrokerOptions {
  readonly dialTimeoutMs: number
  /** The server's own listening ports: never dialled through a host attachment. Read at each dial. */
  readonly ownPorts: () => readonly number[]
}

export declare function createBroker(options: BrokerOptions): Broker
