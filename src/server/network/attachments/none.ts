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
      `Give VPC ${vpcName} an attachment: PUT /causeway/v1/{project_id}/vpcs/${vpcId}/attachment ` +
        `{"kind":"forward","forwards":[{"from":"${socketAddressText(address.ip.text, address.port)}","to":"127.0.0.1:${address.port}"}]}` +
        ', or {"kind":"host"} when this machine stands in that network',
    ],
  }),
  open: () => new Socket().destroy(new Error('A VPC without an attachment cannot be dialled')),
}
