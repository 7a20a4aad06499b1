/** How the addresses of a VPC are reached, as it is kept: which kinds there are and what each has is known to network/attachments alone. */
export interface StoredAttachment {
  readonly kind: string
  readonly [field: string]: unknown
}
