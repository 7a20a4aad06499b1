import type { DialFailure } from '../../dial-failure.ts'
import { advice } from '../../remedy.ts'

/** Why nothing is dialled in a network namespace. */
export type NetnsFailure =
  | 'NETNS_NOT_ALLOWED'
  | 'NETNS_NOT_LINUX'
  | 'NETNS_NOT_ROOT'
  | 'NETNS_MISSING'
  | 'NETNS_NO_NAMESPACE'
  | 'NETNS_OWN'
  | 'NETNS_NO_PROGRAM'
  | 'NETNS_NOT_ENTERED'
  | 'NETNS_SILENT'
  | 'NETNS_CHANGED'
  | 'NETNS_ENDED'

/** In our words. */
export function netnsFailure(code: NetnsFailure, path: string): DialFailure {
  const failure = (seen: string, remedy: string): DialFailure => ({ seen, remedies: [advice(remedy)] })
  switch (code) {
    case 'NETNS_NOT_ALLOWED':
      return failure(
        `${path} is not among the network namespaces that this server may enter (networkNamespaces in causeway.yaml)`,
        `Let whoever runs this server add ${path} to networkNamespaces in causeway.yaml, and start it again`,
      )
    case 'NETNS_NOT_LINUX':
      return failure('There are network namespaces on Linux only', 'Run a causeway agent in that network, and attach the VPC to it')
    case 'NETNS_NOT_ROOT':
      return failure(
        'Only a server that runs as root enters network namespaces',
        'Run a causeway agent in the namespace and attach the VPC to it, or run the server as root',
      )
    case 'NETNS_MISSING':
      return failure(
        `There is no network namespace at ${path}`,
        'Make it (ip netns add), or attach the VPC to the one that is meant; it is looked for again',
      )
    case 'NETNS_NO_NAMESPACE':
      return failure(`${path} is no network namespace`, 'Remove the file, and make the namespace again (ip netns add)')
    case 'NETNS_OWN':
      return failure(
        `${path} is the network that this server itself is in`,
        'Attach the VPC by {"kind":"host"}, or name another network namespace',
      )
    case 'NETNS_NO_PROGRAM':
      return failure('This machine has no nsenter or no setpriv', 'Install util-linux where the server runs')
    case 'NETNS_NOT_ENTERED':
      return failure(
        `The network namespace at ${path} cannot be entered`,
        'Try it by hand: nsenter --net=<path> true. A container needs the capability SYS_ADMIN for it',
      )
    case 'NETNS_SILENT':
      return failure(`The process that dials in ${path} does not start`, 'Look at how busy the machine is; it is tried again')
    case 'NETNS_CHANGED':
      return failure(`Another network namespace has come to stand at ${path}`, 'Nothing need be done: the new one is entered')
    case 'NETNS_ENDED':
      return failure(
        `The process that dials in ${path} has ended`,
        'Look into the log of the machine for what ended it (out of memory, say); it is started again',
      )
  }
}
