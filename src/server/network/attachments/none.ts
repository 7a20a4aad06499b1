import { Type } from 'typebox'
import { socketAddressText } from '../address.ts'
import type { AttachmentKind } from './attachment-kind.ts'

type NoneSpec = { readonly kind: 'none' }

/** The default: the addresses of the VPC are known, and nobody has said how they are reached. */
export const none = {
  kind: 'none',
  schema: Type.Object({ kind: Type.Literal('none') }),
  plain: () => ({ kind: 'none' }),
  show: () => ({ kind: 'none' }),
  takesAway: () => false,
  check(_spec, { address, vpcId, vpcName }) {
    const from = socketAddressText(address.ip.text, address.port)
    return {
      kind: 'refused',
      rule: 9,
      seen: `VPC ${vpcName} has no attachment, so nothing says how its addresses are reached from this server`,
      remedies: [
        {
          kind: 'set-attachment',
          vpc: { id: vpcId, name: vpcName },
          why: `Give VPC ${vpcName} an attachment, {"kind":"host"} when this machine stands in that network, or one that forwards to the database`,
          attachment: { kind: 'forward', forwards: [{ from, to: `127.0.0.1:${address.port}` }] },
        },
      ],
    }
  },
  link: () => ({
    open: async () => {
      throw new Error('A VPC without an attachment cannot be dialled')
    },
    close: async () => {},
  }),
  describeFailure: (_code, address) => ({ seen: `${address} was not dialled`, remedies: [] }),
} as const satisfies AttachmentKind<NoneSpec>
