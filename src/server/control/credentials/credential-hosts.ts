import { parsePort, splitHostPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import { parseIpAddress } from '../../network/address.ts'
import { lowerCase } from '../../network/host-entry.ts'
import { LIMITS } from '../shared/limits.ts'

/** Where a job wants to use a datasource authentication. */
export interface CredentialTarget {
  readonly host: string
  readonly port: number
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\.?$/
const NAME_CHARACTERS_MAX = 254
const HINT = 'Write each as a JDBC URL does: pg-orders, pg-orders:5432, 192.168.0.10, 192.168.0.10:5432 or [fd00::10]:5432.'

/** The one spelling of an address, or a name as the network compares it: letters that are no ASCII stay what they are. */
export const spelled = (host: string): string => parseIpAddress(host)?.text ?? lowerCase(host)

/** A host as it is compared, with or without a port. */
function parseEntry(entry: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const { host, bracketed, digits } = splitHostPort(entry) ?? { host: '', bracketed: false, digits: undefined }
  const port = digits === undefined ? undefined : parsePort(digits)
  if (digits !== undefined && port === undefined) return undefined
  const known = bracketed ? parseIpAddress(host)?.family === 'ipv6' : host.length <= NAME_CHARACTERS_MAX && NAME.test(host)
  return known ? { host: spelled(host), port } : undefined
}

/** The hosts that an authentication is to be tied to, as they were given; none: any host. @throws CausewayError invalid-parameter. */
export function checkCredentialHosts(hosts: readonly string[]): readonly string[] {
  if (hosts.length > LIMITS.hostsOfCredential) {
    throw new CausewayError('invalid-parameter', `${hosts.length} hosts are given`, { hint: `Use at most ${LIMITS.hostsOfCredential}.` })
  }
  for (const host of hosts) {
    if (parseEntry(host) !== undefined) continue
    throw new CausewayError('invalid-parameter', `${JSON.stringify(host.slice(0, 140))} is not a host, or a host and a port`, {
      hint: HINT,
    })
  }
  return hosts
}

/** Names are compared as they are written, but for capitals, addresses whatever their spelling: nothing is resolved, and an address is another host than a name that leads to it. */
export function isForHost(hosts: readonly string[], target: CredentialTarget): boolean {
  if (hosts.length === 0) return true
  const host = spelled(target.host)
  return hosts.some((entry) => {
    const parsed = parseEntry(entry)
    return parsed?.host === host && (parsed.port === undefined || parsed.port === target.port)
  })
}
