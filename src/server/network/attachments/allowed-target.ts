import { type IpRange, rangeCovers, type SocketAddress, socketAddressText } from '../address.ts'
import { advice, type Remedy } from '../remedy.ts'

/** A network and its ports that may be dialled from this machine: an entry of `allowedTargets` in causeway.yaml. */
export interface AllowedTarget {
  readonly network: IpRange
  /** Both ends belong to it; every port when there is none. */
  readonly ports: readonly { readonly from: number; readonly to: number }[]
}

/** Why the operator's list keeps this machine from dialling the address; undefined when it does not, or when there is no list. */
export function notAllowedTarget(
  address: SocketAddress,
  allowed: readonly AllowedTarget[] | undefined,
): { readonly seen: string; readonly remedies: readonly Remedy[] } | undefined {
  if (allowed === undefined || allowed.some((target) => covers(target, address))) return undefined
  const text = socketAddressText(address.ip.text, address.port)
  return {
    seen: `${text} is not among the targets that this server may dial (allowedTargets in causeway.yaml)`,
    remedies: [advice(`Let whoever runs this server add ${text} to allowedTargets in causeway.yaml, and start it again`)],
  }
}

const covers = ({ network, ports }: AllowedTarget, { ip, port }: SocketAddress): boolean =>
  rangeCovers(network, ip) && (ports.length === 0 || ports.some(({ from, to }) => from <= port && port <= to))
