import type { BindableConnection } from './network-view.ts'

/** What a connection leads to, as CIDRs: its subnet, of IPv4 and, where it has one, of IPv6; then its routes. */
export const rangesOf = ({
  subnetCidr,
  subnetCidrV6 = '',
  routes,
}: Pick<BindableConnection, 'subnetCidr' | 'subnetCidrV6' | 'routes'>): readonly {
  readonly cidr: string
  /** Undefined: the subnet. */
  readonly route: string | undefined
}[] => [
  { cidr: subnetCidr, route: undefined },
  ...(subnetCidrV6 === '' ? [] : [{ cidr: subnetCidrV6, route: undefined }]),
  ...routes.map(({ name, cidr }) => ({ cidr, route: name })),
]
