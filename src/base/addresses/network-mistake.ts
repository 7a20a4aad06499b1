import ipaddr from 'ipaddr.js'
import type { IpRange } from './ip-address.ts'

export interface NetworkMistake {
  readonly what: string
  readonly hint: string
}

/**
 * Of what a person has written as a network: 10.20.0.7/8 may be meant as one machine, and is 16 million addresses, so nobody guesses which. Undefined for a network
 * whose address is its first one.
 */
export function networkMistake({ text, prefixLength, value }: IpRange): NetworkMistake | undefined {
  const cidr = `${value.toString()}/${prefixLength}`
  const first = value.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr)
  if (first.toString() === value.toString()) return undefined
  const written = (address: ipaddr.IPv4 | ipaddr.IPv6): string =>
    address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString()
  return {
    what: `${text} is not a network: it is an address inside one`,
    hint: `Write ${written(first)}/${prefixLength}, or ${written(value)}/${value.kind() === 'ipv4' ? 32 : 128} for the address alone.`,
  }
}
