import { BlockList, isIP, isIPv6 } from 'node:net'
import type { Config } from '../../../base/config.ts'

/** How clients reach the server, where something stands before it. */
export interface PublicAddress {
  /** As https://dli.example.org; absent: by what each request says. */
  readonly url?: string
  /** Whether what this peer says of the client is believed. */
  isProxy(address: string | undefined): boolean
  /** Whether a request's host, without its port, is a name or an address of this server: any address, for no page of another site has one. */
  knows(hostname: string): boolean
}

export function publicAddress({
  publicUrl,
  trustedProxies = [],
  host,
}: Pick<Config, 'publicUrl' | 'trustedProxies'> & Partial<Pick<Config, 'host'>>): PublicAddress {
  const proxies = new BlockList()
  for (const network of trustedProxies) {
    const [address = '', length] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    proxies.addSubnet(address, Number(length ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  const names = new Set([
    'localhost',
    ...(host === undefined ? [] : [host.toLowerCase()]),
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
  ])
  return {
    ...(publicUrl === undefined ? {} : { url: publicUrl }),
    isProxy(address) {
      if (address === undefined || trustedProxies.length === 0) return false
      const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
      return proxies.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
    },
    knows: (hostname) => names.has(hostname.toLowerCase()) || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0,
  }
}
