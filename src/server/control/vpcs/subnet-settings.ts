import { CausewayError } from '../../../base/errors.ts'
import type { DhcpOption, SubnetSettings } from '../../domain/vpc.ts'
import { parseIpAddress } from '../../network/address.ts'
import { lineText } from '../shared/names.ts'

const SERVERS_MAX = 5
const OPTIONS_MAX = 20

/**
 * What a subnet has after a change; what is not given stays. Addresses of name servers are addresses, the zone and options of DHCP texts of one line. Throws
 * 'invalid-parameter'.
 */
export function changedSubnetSettings(before: SubnetSettings, change: SubnetSettings): SubnetSettings {
  const after = { ...before, ...change, ...nameServers(before, change), ...dhcpOptions(before.dhcpOptions ?? [], change.dhcpOptions) }
  const servers = after.dnsList ?? []
  if (servers.length > SERVERS_MAX) {
    throw new CausewayError('invalid-parameter', `${servers.length} name servers are given`, { hint: `Use at most ${SERVERS_MAX}.` })
  }
  for (const server of servers) {
    if (parseIpAddress(server) !== undefined) continue
    throw new CausewayError('invalid-parameter', 'The address of a name server is not valid', {
      hint: 'Write an IP address such as 100.125.1.250.',
    })
  }
  if (change.availabilityZone !== undefined) lineText('availability zone', change.availabilityZone)
  return after
}

type Dns = Pick<SubnetSettings, 'primaryDns' | 'secondaryDns' | 'dnsList'>

/** The list has all of them. A new list says which are the first two, unless they are given beside it; one of these alone takes the place in the list that the one before it had. */
export function nameServers(before: Dns, change: Dns): Dns {
  const { primaryDns, secondaryDns } = change
  if (primaryDns === undefined && secondaryDns === undefined && change.dnsList === undefined) return withTwo(before)
  if (change.dnsList !== undefined) return withTwo(change)
  const known = withTwo(before)
  const replaced = (list: readonly string[], old: string | undefined, now: string | undefined): readonly string[] =>
    now === undefined ? list : list.map((server) => (server === old ? now : server))
  const dnsList = replaced(replaced(known.dnsList ?? [], known.primaryDns, primaryDns), known.secondaryDns, secondaryDns)
  return withTwo({ primaryDns: primaryDns ?? known.primaryDns ?? '', secondaryDns: secondaryDns ?? known.secondaryDns ?? '', dnsList })
}

/** '' is as not given: the next of the list comes in its place. */
function withTwo({ primaryDns = '', secondaryDns = '', dnsList = [] }: Dns): Dns {
  const missing = [primaryDns, secondaryDns].filter((server) => !dnsList.includes(server))
  const all = [...new Set([...missing, ...dnsList])].filter((server) => server !== '')
  const others = all.filter((server) => server !== primaryDns && server !== secondaryDns)
  const first = primaryDns === '' ? (others.shift() ?? '') : primaryDns
  return { primaryDns: first, secondaryDns: secondaryDns === '' ? (others.shift() ?? '') : secondaryDns, dnsList: all }
}

/** One of a name that is there gets the new value, or goes where it is given none: the vendor's Terraform provider sends so what is no longer in its configuration. */
function dhcpOptions(before: readonly DhcpOption[], change: readonly DhcpOption[] | undefined): Pick<SubnetSettings, 'dhcpOptions'> {
  if (change === undefined) return {}
  for (const { name, value } of change) {
    if (name === '')
      throw new CausewayError('invalid-parameter', 'An option of DHCP has no name', { hint: 'Send opt_name, such as "ntp".' })
    lineText('option of DHCP', name)
    lineText('option of DHCP', value)
  }
  const byName = new Map([...before, ...change].map(({ name, value }) => [name, value]))
  const after = [...byName].flatMap(([name, value]) => (value === '' ? [] : [{ name, value }]))
  if (after.length > OPTIONS_MAX) {
    throw new CausewayError('invalid-parameter', `${after.length} options of DHCP are given`, { hint: `Use at most ${OPTIONS_MAX}.` })
  }
  return { dhcpOptions: after }
}
