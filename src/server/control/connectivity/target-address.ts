import ipaddr from 'ipaddr.js'
import { splitHostPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import { parseIpv4 } from '../vpcs/cidrs.ts'

const NAME = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?$/
const NAME_CHARACTERS_MAX = 255

function invalid(address: string, hint: string): CausewayError {
  return new CausewayError('invalid-parameter', `${JSON.stringify(address.slice(0, 300))} is not an address that can be tested`, { hint })
}

/** The vendor's pages name forms without a port too, and say elsewhere that one is needed: nothing but a TCP connection is tried. */
const withoutPort = (address: string, host: string): CausewayError =>
  new CausewayError(
    'invalid-parameter',
    `${JSON.stringify(address.slice(0, 300))} has no port, and what is tested is a TCP connection to one`,
    {
      hint: `Add the port, such as ${host.includes(':') ? `[${host}]` : host}:5432.`,
    },
  )

const FORMS = 'Write 192.168.0.10:5432, name:5432 or [fd00::10]:5432.'

/** IPv4:port, name:port or [IPv6]:port; a name may be a host entry, so it needs no dot. Throws 'invalid-parameter'. */
export function parseTargetAddress(address: string): { readonly host: string; readonly port: number } {
  if (ipaddr.IPv6.isValid(address) && !address.includes('%')) throw withoutPort(address, address)
  const { host, bracketed, digits } = splitHostPort(address) ?? { host: '', bracketed: false, digits: undefined }
  if (host === '') throw invalid(address, FORMS)
  if (digits === undefined) throw withoutPort(address, host.slice(0, 255))
  const port = Number(digits)
  if (port < 1 || port > 65_535) throw invalid(address, 'Use a port from 1 to 65535.')
  if (bracketed) {
    if (!ipaddr.IPv6.isValid(host) || host.includes('%')) throw invalid(address, FORMS)
    return { host, port }
  }
  const looksNumeric = /^[0-9.]+$/.test(host)
  if (looksNumeric ? parseIpv4(host) === undefined : host.length > NAME_CHARACTERS_MAX || !NAME.test(host)) throw invalid(address, FORMS)
  return { host, port }
}
