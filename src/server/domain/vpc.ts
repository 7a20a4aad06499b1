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
}

/** How the addresses of a VPC are reached. Apart from its record: it may be a table of 10,000 addresses, and few ask for it. */
export interface AttachmentRecord {
  readonly vpcId: string
  readonly vpcName: string
  readonly attachment: StoredAttachment
  /** Grows when the attachment becomes another one: what is of one VPC and one revision is the same. */
  readonly revision: number
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
