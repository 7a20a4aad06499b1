import type { Caller } from './caller.ts'

export interface Vpc {
  readonly id: string
  readonly name: string
  readonly cidr: string
  readonly description: string
  readonly createdAt: number
}
export interface Subnet {
  readonly id: string
  readonly vpcId: string
  readonly name: string
  readonly cidr: string
  readonly gatewayIp: string
  readonly description: string
  readonly createdAt: number
  /** Another id that clients confuse with `id`; accepted where a subnet is named. */
  readonly neutronSubnetId: string
}

/** How the addresses of a VPC are reached. `from` and `to` are 'ip:port'. */
export type AttachmentSpec =
  | { readonly kind: 'none' }
  | { readonly kind: 'host' }
  | { readonly kind: 'forward'; readonly forwards: readonly { readonly from: string; readonly to: string }[] }

export interface Vpcs {
  create(caller: Caller, input: { readonly name: string; readonly cidr: string; readonly description: string }): Promise<Vpc>
  get(caller: Caller, id: string): Promise<Vpc>
  list(caller: Caller, page: { readonly limit?: number; readonly marker?: string; readonly id?: string }): Promise<readonly Vpc[]>
  /** 'in-use' while it has subnets. */
  delete(caller: Caller, id: string): Promise<void>
  createSubnet(
    caller: Caller,
    input: {
      readonly vpcId: string
      readonly name: string
      readonly cidr: string
      readonly gatewayIp: string
      readonly description: string
    },
  ): Promise<Subnet>
  getSubnet(caller: Caller, id: string): Promise<Subnet>
  listSubnets(
    caller: Caller,
    page: { readonly vpcId?: string; readonly limit?: number; readonly marker?: string },
  ): Promise<readonly Subnet[]>
  /** 'in-use' while an enhanced connection leads to it. */
  deleteSubnet(caller: Caller, vpcId: string, id: string): Promise<void>
  attachment(caller: Caller, vpcId: string): Promise<AttachmentSpec>
  setAttachment(caller: Caller, vpcId: string, spec: AttachmentSpec): Promise<void>
}
