import { CausewayError } from '../../../base/errors.ts'
import { LIMITS } from '../shared/limits.ts'

/** Where a job wants to use a datasource authentication. */
export interface CredentialTarget {
  readonly host: string
  readonly port: number
}

const NAME = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,253})$/
const IPV6 = /^[0-9a-fA-F:.]{2,45}$/
const HINT = 'Write each as a JDBC URL does: pg-orders, pg-orders:5432, 192.168.0.10, 192.168.0.10:5432 or [fd00::10]:5432.'

/** A host, in lower case, with or without a port. */
function parseEntry(entry: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([1-9]\d{0,4}))?$/.exec(entry) ?? []
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && port > 65_535) return undefined
  if (bracketed !== undefined && IPV6.test(bracketed)) return { host: bracketed.toLowerCase(), port }
  return plain !== undefined && NAME.test(plain) ? { host: plain.toLowerCase(), port } : undefined
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

/** Names are compared as they are written, but for capitals: nothing is resolved, and an address is another host than a name that leads to it. */
export function isForHost(hosts: readonly string[], target: CredentialTarget): boolean {
  if (hosts.length === 0) return true
  return hosts.some((entry) => {
    const parsed = parseEntry(entry)
    return parsed?.host === target.host.toLowerCase() && (parsed.port === undefined || parsed.port === target.port)
  })
}
