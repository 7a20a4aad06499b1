import { type PortRange, parsePortRange } from '../../../base/addresses/port-range.ts'
import { CausewayError } from '../../../base/errors.ts'
import { parseIpAddress, parseIpRange } from '../../network/address.ts'

/** A change to suppose, as it was asked for: a connection by its name or id; undefined where the queue is bound to one only. */
export type Wish =
  | { readonly kind: 'bind' | 'unbind'; readonly connection: string }
  | { readonly kind: 'host'; readonly name: string; readonly ip: string; readonly connection: string | undefined }
  | { readonly kind: 'port'; readonly ports: PortRange; readonly connection: string | undefined }
  | { readonly kind: 'route'; readonly cidr: string; readonly connection: string | undefined }

const WISHES_MAX = 16
const FORMS =
  'Write bind:CONNECTION, unbind:CONNECTION, host:NAME=ADDRESS, route:CIDR or port:PORT, the last three with @CONNECTION where several are bound.'
const CONNECTION = /^[A-Za-z0-9_-]{1,64}$/
const HOST_NAME = /^[A-Za-z0-9_.-]{1,255}$/

/** Reads `bind:c1,host:pg=192.168.0.10@c2`, in its order. Throws 'invalid-parameter'. */
export function parseWishes(text: string): readonly Wish[] {
  const parts = text.split(',')
  if (parts.length > WISHES_MAX) {
    throw new CausewayError('invalid-parameter', `${parts.length} changes are to be supposed`, { hint: `Suppose at most ${WISHES_MAX}.` })
  }
  return parts.map(parseWish)
}

function parseWish(text: string): Wish {
  const invalid = (): CausewayError =>
    new CausewayError('invalid-parameter', `${JSON.stringify(text.slice(0, 300))} is no change that can be supposed`, { hint: FORMS })
  const [, kind, rest = ''] = /^(bind|unbind|host|route|port):(.+)$/.exec(text) ?? []
  if (kind === 'bind' || kind === 'unbind') {
    if (!CONNECTION.test(rest)) throw invalid()
    return { kind, connection: rest }
  }
  const [what = '', connection, more] = rest.split('@')
  if (more !== undefined || (connection !== undefined && !CONNECTION.test(connection))) throw invalid()
  if (kind === 'route') {
    if (parseIpRange(what) === undefined) throw invalid()
    return { kind, cidr: what, connection }
  }
  if (kind === 'port') {
    const ports = parsePortRange(what)
    if (ports === undefined) throw invalid()
    return { kind, ports, connection }
  }
  const [name = '', ip = '', ...others] = what.split('=')
  if (kind !== 'host' || others.length > 0 || !HOST_NAME.test(name) || parseIpAddress(ip) === undefined) throw invalid()
  return { kind, name, ip, connection }
}
