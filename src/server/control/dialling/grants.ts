import { holdsPort, type PortRange } from '../../../base/addresses/port-range.ts'
import type { Grant, GrantHolder } from '../../domain/grant.ts'

/** What a grant is for: all sockets of one queue under one of its bindings, through its subnet or one of its routes, to one port. */
export interface GrantScope {
  readonly queueId: string
  readonly connectionId: string
  readonly vpcId: string
  /** The name of the connection's route that lets the address through; undefined for its subnet. */
  readonly route: string | undefined
  /** Of what the queue asked for, not of where a forward leads. */
  readonly port: number
}

/** What is named is meant alone, and what is not named, each. */
interface RevokedScope extends Partial<GrantScope> {
  /** Each port but these. */
  readonly portsNotIn?: readonly PortRange[]
}

/**
 * Every grant that something holds. Whoever takes something away (a binding, a connection, an attachment) revokes here and need not know what holds sockets; whoever
 * holds one registers how it gives it up.
 */
export interface Grants {
  /** To be called in the same turn as the check that allows the socket: a `revoke` after that turn then finds it, however far the socket has got. */
  give(scope: GrantScope, holder: GrantHolder): Grant
  /** Every grant of that scope: resolves when its holders have given up what they held. */
  revoke(scope: RevokedScope, reason: string): Promise<void>
}

class HeldGrant implements Grant {
  readonly scope: GrantScope
  readonly #holders = new Set<GrantHolder>()
  readonly #unheld: () => void
  #revokedBecause: string | undefined

  constructor(scope: GrantScope, unheld: () => void) {
    this.scope = scope
    this.#unheld = unheld
  }

  get revokedBecause(): string | undefined {
    return this.#revokedBecause
  }

  hold(holder: GrantHolder): void {
    if (this.#revokedBecause === undefined) this.#holders.add(holder)
    else void holder.revoke(this.#revokedBecause)
  }

  release(holder: GrantHolder): void {
    if (this.#holders.delete(holder) && this.#holders.size === 0) this.#unheld()
  }

  async revoke(reason: string): Promise<void> {
    this.#revokedBecause = reason
    const holders = [...this.#holders]
    this.#holders.clear()
    await Promise.all(holders.map((holder) => holder.revoke(reason)))
  }
}

export function createGrants(): Grants {
  const held = new Map<string, HeldGrant>()
  const keyOf = ({ queueId, connectionId, vpcId, route = '', port }: GrantScope): string =>
    `${queueId}/${connectionId}/${vpcId}/${route}/${port}`

  return {
    give(scope, holder) {
      const key = keyOf(scope)
      const grant =
        held.get(key) ??
        new HeldGrant(scope, () => {
          if (held.get(key) === grant) held.delete(key)
        })
      held.set(key, grant)
      grant.hold(holder)
      return grant
    },

    async revoke({ queueId, connectionId, vpcId, route, port, portsNotIn }, reason) {
      const meant = [...held].filter(
        ([, { scope }]) =>
          (queueId === undefined || queueId === scope.queueId) &&
          (connectionId === undefined || connectionId === scope.connectionId) &&
          (vpcId === undefined || vpcId === scope.vpcId) &&
          (route === undefined || route === scope.route) &&
          (port === undefined || port === scope.port) &&
          (portsNotIn === undefined || !holdsPort(portsNotIn, scope.port)),
      )
      // A socket that is allowed from here on, because what was taken away is there again, is under a new grant.
      for (const [key] of meant) held.delete(key)
      await Promise.all(meant.map(([, grant]) => grant.revoke(reason)))
    },
  }
}
