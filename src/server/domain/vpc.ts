import type { StoredAttachment } from './stored-attachment.ts'
import type { Tag } from './tag.ts'

/** What a VPC of the vendor does with it has no meaning here: kept as a client has set it. */
export interface VpcSettings {
  readonly sharedSnat?: boolean
  readonly enhancedLocalRoute?: boolean
}

export interface Vpc {
  readonly id: string
  readonly name: string
  /** '' as long as it has none, and no subnets then. */
  readonly cidr: string
  readonly enterpriseProjectId: string
  readonly settings: VpcSettings
  readonly description: string
  readonly tags: readonly Tag[]
  readonly createdAt: number
  readonly updatedAt: number
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

/**
 * What machines in a subnet would be given, of which there are none here: kept as a client has set it, for Terraform plans a change of what does not come back as
 * it was sent.
 */
export interface SubnetSettings {
  readonly dhcpEnabled?: boolean
  readonly primaryDns?: string
  readonly secondaryDns?: string
  /** All of them, the two above among them. */
  readonly dnsList?: readonly string[]
  /** Further options of DHCP; a name stands once. */
  readonly dhcpOptions?: readonly DhcpOption[]
  readonly availabilityZone?: string
}

/** As `ntp`, `domainname` or `addresstime`. */
export interface DhcpOption {
  readonly name: string
  /** In a change, '' takes it away. */
  readonly value: string
}

/** What a subnet has of IPv6. */
export interface SubnetIpv6 {
  readonly cidr: string
  /** As that of IPv4. */
  readonly neutronSubnetId: string
}

export interface Subnet {
  readonly id: string
  readonly vpcId: string
  readonly name: string
  readonly cidr: string
  readonly gatewayIp: string
  readonly ipv6?: SubnetIpv6
  readonly description: string
  readonly settings: SubnetSettings
  readonly tags: readonly Tag[]
  readonly createdAt: number
  readonly updatedAt: number
  /** Another id that clients confuse with `id`; accepted where a subnet is named. */
  readonly neutronSubnetId: string
}

export interface SubnetRecord extends Subnet {
  readonly projectId: string
}
