import { CausewayError } from '../../../base/errors.ts'
import type { ConnectionResolver } from '../../domain/connection-resolver.ts'
import { parseIpAddress, parseSocketAddress, socketAddressText } from '../../network/address.ts'
import { isHostName } from '../../network/host-name.ts'
import { LIMITS } from '../shared/limits.ts'

const DNS_PORT = 53

/** Servers as `192.168.0.2`, `192.168.0.2:5353` or `[fd00::2]:53`, suffixes as `corp.example`. Throws 'invalid-parameter'. */
export function checkResolver({ servers, suffixes }: ConnectionResolver): ConnectionResolver {
  checkLength('servers', servers, LIMITS.serversOfResolver)
  checkLength('suffixes', suffixes, LIMITS.suffixesOfResolver)
  return { servers: [...new Set(servers.map(serverOf))], suffixes: [...new Set(suffixes.map(suffixOf))] }
}

function checkLength(what: string, list: readonly string[], most: number): void {
  if (list.length >= 1 && list.length <= most) return
  throw new CausewayError('invalid-parameter', `${list.length} ${what} of a resolver are given`, {
    hint: `Give 1 to ${most}. A name that ends in none of the suffixes is not asked for.`,
  })
}

function serverOf(written: string): string {
  const ip = parseIpAddress(written)
  const address = ip === undefined ? parseSocketAddress(written) : { ip, port: DNS_PORT }
  if (address !== undefined) return socketAddressText(address.ip.text, address.port)
  throw new CausewayError('invalid-parameter', `${JSON.stringify(written.slice(0, 64))} is not the address of a server for names`, {
    hint: 'Write its address in the network, as 192.168.0.2, or with a port as 192.168.0.2:5353 or [fd00::2]:5353.',
  })
}

function suffixOf(written: string): string {
  const suffix = written.toLowerCase().replace(/^\./, '')
  if (isHostName(suffix) && parseIpAddress(suffix) === undefined) return suffix
  throw new CausewayError('invalid-parameter', `${JSON.stringify(written.slice(0, 64))} is not the end of a name`, {
    hint: 'Write corp.example for every name that ends in .corp.example, and itself.',
  })
}
