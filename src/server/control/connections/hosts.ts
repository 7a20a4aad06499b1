import { CausewayError } from '../../../base/errors.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { HostEntry } from '../../domain/connection.ts'
import { isIpAddress } from '../../network/address.ts'
import { LIMITS } from '../shared/limits.ts'

/** That are looked at before other requests have their turn. */
const HOSTS_OF_TURN = 5_000
const HOST_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/

/** The vendor's rules for the host entries of a connection. An address outside the connection's VPC is accepted, as there. */
export async function checkHosts(hosts: readonly HostEntry[]): Promise<readonly HostEntry[]> {
  if (hosts.length > LIMITS.hostsOfConnection) {
    throw new CausewayError('invalid-parameter', `${hosts.length} host entries are given`, {
      hint: `Use at most ${LIMITS.hostsOfConnection} host entries in one connection.`,
    })
  }
  const seen = new Map<string, string>()
  for (const [at, { name, ip }] of hosts.entries()) {
    // Others have their turn before the first as well: reading so long a body took one.
    if (hosts.length > HOSTS_OF_TURN && at % HOSTS_OF_TURN === 0) await nextTurn()
    if (!HOST_NAME.test(name)) {
      throw new CausewayError('invalid-parameter', `${JSON.stringify(name.slice(0, 140))} is not a valid host name`, {
        hint: 'Start with a letter and use at most 128 letters, digits, underscores, full stops and hyphens.',
      })
    }
    if (!isIpAddress(ip)) {
      throw new CausewayError('invalid-parameter', `The address of the host ${name} is not a valid address`, {
        hint: 'Write four decimal numbers such as 192.168.0.1, or an IPv6 address such as fd00::10.',
      })
    }
    const other = seen.get(name.toLowerCase())
    if (other !== undefined && other !== ip) {
      throw new CausewayError('invalid-parameter', `The host ${name} is given with two addresses, ${other} and ${ip}`, {
        hint: 'Give each host name one address.',
      })
    }
    seen.set(name.toLowerCase(), ip)
  }
  return hosts
}
