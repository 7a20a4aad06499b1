import ipaddr from 'ipaddr.js'
import { CausewayError } from '../../../base/errors.ts'
import { splitHostPort } from '../../../base/host-port.ts'
import { parseIpv4 } from '../vpcs/cidrs.ts'

const NAME = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?$/
const NAME_CHARACTERS_MAX = 255

function invalid(address: string, hint: string): CausewayError {
  return new CausewayError('invalid-parameter', `${JSON.stringify(address.slice(0, 300))} is not an address that can be tested`, { hint })
}

const FORMS = 'Write 192.168.0.10:5432, name:5432 or [fd00::10]:5432.'

/** IPv4:port, name:port or [IPv6]:port; a name may be a host entry, so it needs no dot. Throws 'invalid-parameter'. */
export function parseTargetAddress(address: string): { readonly host: string; readonly port: number } {
  const { host, bracketed, digits } = splitHostPort(address) ?? { host: '', bracketed: false, digits: undefined }
  if (host === '') throw invalid(address, FORMS)
  if (digits === undefined) throw invalid(address, `Add the port, such as ${!bracketed ? host.slice(0, 255) : `[${host}]`}:5432.`)
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
