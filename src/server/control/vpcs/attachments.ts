import ipaddr from 'ipaddr.js'
import { CausewayError } from '../../../base/errors.ts'
import type { AttachmentSpec } from '../../domain/attachment-spec.ts'
import { LIMITS } from '../shared/limits.ts'
import { parseIpv4 } from './cidrs.ts'

const HINT =
  'Write a forward as an IPv4 address and a port, 192.168.0.10:5432, and where it leads as an address and a port, 127.0.0.1:54321.'

function splitAddress(text: string): { readonly ip: string; readonly port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  const ip = bracketed ?? plain
  if (ip === undefined || digits === undefined || port < 1 || port > 65_535) return undefined
  if (bracketed === undefined) return parseIpv4(ip) === undefined ? undefined : { ip, port }
  return ipaddr.IPv6.isValid(ip) ? { ip, port } : undefined
}

/**
 * `from` is what a job names: any IPv4 address, because host entries may lead out of the VPC's CIDR. `to` is dialled from this machine: IPv4, or IPv6 in
 * brackets. Gives the spec back with ports in their plain form.
 */
export function checkAttachment(spec: AttachmentSpec): AttachmentSpec {
  if (spec.kind !== 'forward') return spec
  if (spec.forwards.length > LIMITS.forwardsOfAttachment) {
    throw new CausewayError('invalid-parameter', `${spec.forwards.length} forwards are given`, {
      hint: `Use at most ${LIMITS.forwardsOfAttachment} forwards in one attachment.`,
    })
  }
  const taken = new Set<string>()
  const forwards = spec.forwards.map(({ from, to }) => {
    const source = splitAddress(from)
    const destination = splitAddress(to)
    if (source === undefined || from.startsWith('[')) {
      throw new CausewayError('invalid-parameter', `${JSON.stringify(from.slice(0, 80))} is not an IPv4 address and a port`, { hint: HINT })
    }
    if (destination === undefined) {
      throw new CausewayError('invalid-parameter', `${JSON.stringify(to.slice(0, 80))} is not an address and a port`, { hint: HINT })
    }
    const key = `${source.ip}:${source.port}`
    if (taken.has(key)) {
      throw new CausewayError('invalid-parameter', `Two forwards start at ${key}`, { hint: 'Give each address and port one forward.' })
    }
    taken.add(key)
    return { from: key, to: to.startsWith('[') ? `[${destination.ip}]:${destination.port}` : `${destination.ip}:${destination.port}` }
  })
  return { kind: 'forward', forwards }
}

/** Whether something that the old attachment reached is not reached in the same way by the new one. */
export function takesAway(old: AttachmentSpec, next: AttachmentSpec): boolean {
  switch (old.kind) {
    case 'none':
      return false
    case 'host':
      return next.kind !== 'host'
    case 'forward': {
      if (next.kind !== 'forward') return old.forwards.length > 0
      const kept = new Map(next.forwards.map((f) => [f.from, f.to]))
      return old.forwards.some((f) => kept.get(f.from) !== f.to)
    }
  }
}
