import { CausewayError } from '../../../base/errors.ts'
import type { SubnetSettings } from '../../domain/vpc.ts'
import { parseIpAddress } from '../../network/address.ts'
import { lineText } from '../shared/names.ts'

const SERVERS_MAX = 5

/** Addresses of name servers are addresses, the zone a text of one line. Throws 'invalid-parameter'. */
export function checkSubnetSettings(settings: SubnetSettings): SubnetSettings {
  const servers = settings.dnsList ?? []
  if (servers.length > SERVERS_MAX) {
    throw new CausewayError('invalid-parameter', `${servers.length} name servers are given`, { hint: `Use at most ${SERVERS_MAX}.` })
  }
  for (const server of [settings.primaryDns ?? '', settings.secondaryDns ?? '', ...servers]) {
    if (server === '' || parseIpAddress(server) !== undefined) continue
    throw new CausewayError('invalid-parameter', 'The address of a name server is not valid', {
      hint: 'Write an IP address such as 100.125.1.250.',
    })
  }
  if (settings.availabilityZone !== undefined) lineText('availability zone', settings.availabilityZone)
  return settings
}
