import type { Socket } from 'node:net'
import type { Explanation } from '../../base/explanation.ts'
import type { HandedSocket } from '../../base/sockets/held-descriptor.ts'
import { socketAddressText } from './address.ts'
import { type DialFailure, socketFailure } from './dial-failure.ts'
import type { Held } from './open-way.ts'
import type { BoundBy, Decision } from './policy.ts'
import type { Remedy } from './remedy.ts'
import type { NameAnswer } from './resolver/name-answer.ts'

/** Through what an address is dialled. */
export interface DialWay {
  readonly connectionId: string
  readonly boundBy: BoundBy
  /** The connection is another project's: its VPC is not for the caller to know. */
  readonly lent: boolean
  readonly vpcId: string
  /** The connection's route that let it through; undefined for its subnet. */
  readonly route: string | undefined
  /** The address itself, or where a forward leads, unless it is lent. */
  readonly address: string
  /** Of a name that is no host entry: which server of that network answered for it, and with which address. */
  readonly resolved?: { readonly server: string; readonly ip: string }
}

export type DialResult<S extends HandedSocket = Socket> =
  /**
   * The socket is connected and was paused before it connected, so no greeting is lost. Who takes it destroys all that is `held` in the end, also after the socket
   * was handed to another process: until then the broker's close() would end it.
   */
  | (DialWay & {
      readonly kind: 'connected'
      readonly socket: S
      /** The socket, and what the server pumps its bytes through when its attachment has no sockets of the kernel. */
      readonly held: readonly Held[]
      readonly explanation: Explanation<Remedy>
      /** What the name was decided by: to be given to `decide` where it is decided again. */
      readonly answer?: NameAnswer
    })
  /** `code` is the operating system's, of an address that was dialled; `way` is of one that the policy allowed. */
  | { readonly kind: 'refused'; readonly explanation: Explanation<Remedy>; readonly code?: string; readonly way?: DialWay }

export type Allowed = Extract<Decision, { readonly kind: 'allowed' }>

/** Rule 20: how another project reaches it is not told. */
export const lentFailure = (code: string | undefined, where: string): DialFailure =>
  socketFailure(code, {
    where,
    check: 'Check the address and the port',
    noWay: 'Ask the project that lends the connection how its network is reached',
  })

export function wayOf({ connectionId, boundBy, lent, vpcId, route, ip, port, dialled, resolvedBy }: Allowed): DialWay {
  const address = lent ? socketAddressText(ip, port) : socketAddressText(dialled.ip, dialled.port)
  const resolved = resolvedBy === undefined || lent ? {} : { resolved: { server: resolvedBy, ip } }
  return { connectionId, boundBy, lent, vpcId, route, address, ...resolved }
}

export const failed = (decision: Allowed, seen: string, remedies: readonly Remedy[], code?: string): DialResult<never> => ({
  kind: 'refused',
  explanation: withDial(decision, 'failed', seen, remedies),
  way: wayOf(decision),
  ...(code === undefined ? {} : { code }),
})

export const stopping = (decision: Allowed): DialResult<never> => failed(decision, 'The server is stopping', [])

export const withDial = (
  decision: Allowed,
  outcome: 'passed' | 'failed',
  seen: string,
  remedies: readonly Remedy[],
  tookMs?: number,
): Explanation<Remedy> => ({
  ...decision.explanation,
  steps: [
    ...decision.explanation.steps,
    { step: 'dial', outcome, seen, ...(tookMs === undefined ? {} : { tookMs: Math.round(tookMs * 1000) / 1000 }) },
  ],
  remedies,
})
