import type { Socket } from 'node:net'
import { descriptorOf, socketOption } from '../../base/native/descriptors.ts'
import type { Target } from './policy.ts'

const SOL_IP = 0
const SOL_IPV6 = 41
/** The same number in both. */
const SO_ORIGINAL_DST = 80
const IPV4_BYTES = 16
const IPV6_BYTES = 28

/** What a connection was for before its namespace turned it to our listener; undefined where nothing did. */
export function originalTarget(socket: Socket): Target | undefined {
  const descriptor = descriptorOf(socket)
  if (descriptor === undefined) return undefined
  const isIpv4 = socket.remoteFamily === 'IPv4' || socket.remoteAddress?.startsWith('::ffff:') === true
  const value = isIpv4
    ? socketOption(descriptor, SOL_IP, SO_ORIGINAL_DST, IPV4_BYTES)
    : socketOption(descriptor, SOL_IPV6, SO_ORIGINAL_DST, IPV6_BYTES)
  if (value === undefined) return undefined
  const port = value.readUInt16BE(2)
  if (isIpv4) return { host: value.subarray(4, 8).join('.'), port }
  return { host: Array.from({ length: 8 }, (_none, at) => value.readUInt16BE(8 + 2 * at).toString(16)).join(':'), port }
}
