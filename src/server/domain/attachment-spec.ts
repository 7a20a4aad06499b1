/** How the addresses of a VPC are reached. `from` and `to` are 'ip:port'. */
export type AttachmentSpec =
  | { readonly kind: 'none' }
  | { readonly kind: 'host' }
  | { readonly kind: 'forward'; readonly forwards: readonly { readonly from: string; readonly to: string }[] }
