/** What confines workers, in the words of a report. */
interface SandboxWords {
  readonly level: string
  readonly ownNetwork: string
  readonly callFilter: string
  readonly processNamespace: string
  readonly fileSystem: string
  readonly user: string
}

interface LimitWords {
  readonly memory: string
  readonly threads: string
  readonly processor: string
  readonly scratch: string
}

export const sandboxWords = ({ level, ownNetwork, callFilter, processNamespace, fileSystem, user }: SandboxWords): string =>
  `${level}: network ${ownNetwork}, filter of system calls ${callFilter}, processes ${processNamespace}, files ${fileSystem}, rights of ${user === 'nobody' ? 'nobody' : "the server's user"}`

export const limitWords = ({ memory, threads, processor, scratch }: LimitWords): string =>
  `memory ${memory}, threads ${threads}, processor ${processor}, scratch ${scratch}`
