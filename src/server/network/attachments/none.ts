import { Socket } from 'node:net'
import { socketAddressText } from '../address.ts'
import type { Attachment } from './attachment.ts'

/** The default: the addresses of the VPC are known, and nobody has said how they are reached. */
export const none: Attachment<{ readonly kind: 'none' }> = {
  kind: 'none',
  check: (_view, { address, vpcId, vpcName }) => ({
    kind: 'refused',
    seen: `VPC ${vpcName} has no attachment, so nothing says how its addresses are reached from this server`,
    remedies: [
      {
        kind: 'attach-vpc',
        vpc: { id: vpcId, name: vpcName },
        from: socketAddressText(address.ip.text, address.port),
        port: address.port,
      },
    ],
  }),
  open: () => new Socket().destroy(new Error('A VPC without an attachment cannot be dialled')),
}
