import type { IpAddress } from './address.ts'
import type { BindingView } from './network-view.ts'

/** What a name, or an address as it was given, stands for. */
export interface NamedAddress {
  readonly ip: IpAddress
  /** The bindings that may cover it: those that gave the name, or every ACTIVE one for an address. Never empty. */
  readonly bindings: readonly BindingView[]
  /** The name that was asked for; undefined for an address. */
  readonly name: string | undefined
  /** Every address that a resolver gave for it, and which server that was. */
  readonly answered?: readonly IpAddress[]
  readonly resolvedBy?: string
}
