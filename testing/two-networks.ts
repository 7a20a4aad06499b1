import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type NetworkNamespace, networkNamespace } from './network-namespace.ts'

const run = promisify(execFile)

/** Two network namespaces with a cable between them: what goes from one to the other leaves the machine's loopback, and comes back when the other has answered. */
export interface TwoNetworks {
  readonly near: NetworkNamespace
  readonly far: NetworkNamespace
  /** Of the far one. */
  readonly address: string
  /** In the network of both, where nobody is: what is sent there is lost, and nothing comes back. */
  readonly silent: string
  /** Behind the far one, which has no way there and says so (ICMP). */
  readonly unreachable: string
  remove(): Promise<void>
}

/**
 * @param name of whoever asks: of no other that lives
 * @returns undefined where none can be made: that takes root, and ip of iproute2
 */
export async function twoNetworks(name: string): Promise<TwoNetworks | undefined> {
  const near = await networkNamespace(`${name}-near`, '10.201.255.1')
  const far = await networkNamespace(`${name}-far`, '10.201.255.2')
  const remove = async (): Promise<void> => {
    await near?.remove()
    await far?.remove()
  }
  if (near === undefined || far === undefined) {
    await remove()
    return undefined
  }
  const ip = (...args: readonly string[]): Promise<unknown> => run('ip', [...args])
  const [nearName, farName] = [`${name}-near`, `${name}-far`]
  try {
    await ip('-n', nearName, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', farName)
    await ip('-n', nearName, 'address', 'add', '10.201.0.1/24', 'dev', 'cable')
    await ip('-n', farName, 'address', 'add', '10.201.0.2/24', 'dev', 'cable')
    for (const each of [nearName, farName]) await ip('-n', each, 'link', 'set', 'cable', 'up')
    // Without it the kernel would look for who has the address, and tell after a while that nobody has.
    await ip('-n', nearName, 'neighbour', 'add', '10.201.0.9', 'lladdr', '02:00:00:00:00:09', 'dev', 'cable', 'nud', 'permanent')
    await ip('-n', nearName, 'route', 'add', '10.201.1.0/24', 'via', '10.201.0.2')
    await ip('-n', farName, 'route', 'add', 'unreachable', '10.201.1.0/24')
    const [command = '', ...args] = [...far.prefix, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']
    await run(command, args)
    return { near, far, address: '10.201.0.2', silent: '10.201.0.9', unreachable: '10.201.1.1', remove }
  } catch {
    await remove()
    return undefined
  }
}
