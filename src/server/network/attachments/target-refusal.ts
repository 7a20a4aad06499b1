import { forbiddenForHost } from '../../../base/addresses/forbidden-ranges.ts'
import type { Remedy } from '../remedy.ts'
import { notAllowedTarget } from './allowed-target.ts'
import type { AttachmentCheck, AttachmentRequest } from './attachment-kind.ts'
import { ownPortRefusal } from './own-port.ts'

/**
 * Rules 11, 12 and 19, of an address that is dialled as it is from a network of this machine; undefined where none of them refuses it.
 *
 * @param instead what helps where the address is one that is never dialled
 */
export function targetRefusal(
  kind: string,
  { address, vpcName, machine }: AttachmentRequest,
  instead: readonly Remedy[],
): AttachmentCheck | undefined {
  const forbidden = forbiddenForHost(address.ip)
  if (forbidden !== undefined) {
    return {
      kind: 'refused',
      rule: 11,
      seen: `${address.ip.text} is ${forbidden}, which is never dialled through the ${kind} attachment of VPC ${vpcName}`,
      remedies: instead,
    }
  }
  const ownPort = ownPortRefusal(address, machine)
  if (ownPort !== undefined) return ownPort
  const notAllowed = notAllowedTarget(address, machine.allowedTargets)
  return notAllowed === undefined ? undefined : { kind: 'refused', rule: 19, ...notAllowed }
}
