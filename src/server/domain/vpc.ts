import type { StoredAttachment } from './stored-attachment.ts'

export interface Vpc {
  readonly id: string
  readonly name: string
  readonly cidr: string
  readonly description: string
  readonly createdAt: number
}

export interface VpcRecord extends Vpc {
  readonly projectId: string
  readonly attachment: StoredAttachment
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

export interface SubnetRecord extends Subnet {
  readonly projectId: string
}
