import { advice, type Remedy } from './remedy.ts'

export interface DialFailure {
  readonly seen: string
  readonly remedies: readonly Remedy[]
}

/** The words of the attachment's own kind for a dial from this machine. */
export interface DialWords {
  /** What was dialled, and why. */
  readonly where: string
  /** What to look at when the address itself may be wrong: an imperative sentence. */
  readonly check: string
  /** What to do when there is no way to the address. */
  readonly noWay: string
}

/** What the operating system's error code says about an address that was dialled from this machine. */
export function socketFailure(code: string | undefined, { where, check, noWay }: DialWords): DialFailure {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        seen: `Nothing listens at ${where} (connection refused)`,
        remedies: [advice(`Start the database there, or let it listen on that address. ${check}`)],
      }
    case 'ECONNRESET':
      return {
        seen: `${where} closed the connection at once`,
        remedies: [advice('Check what the database’s log says about the connection')],
      }
    case 'ETIMEDOUT':
      return {
        seen: `No answer from ${where}`,
        remedies: [advice(`Check that the machine runs and that no firewall drops connections from this server. ${check}`)],
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { seen: `No way to ${where} (${code === 'EHOSTUNREACH' ? 'host' : 'network'} unreachable)`, remedies: [advice(noWay)] }
    case 'EACCES':
    case 'EPERM':
      return { seen: `This machine’s firewall forbids ${where}`, remedies: [advice('Allow the connection in the firewall of this server')] }
    case 'EMFILE':
    case 'ENFILE':
      return {
        seen: 'This server has no file descriptor left for the connection',
        remedies: [advice('Raise the limit of open files of the server')],
      }
    case 'EADDRNOTAVAIL':
      return {
        seen: `This server has no local port left for ${where}`,
        remedies: [advice('Use fewer connections at once, or reuse them; ports are free again a minute after a connection has ended')],
      }
    default:
      return { seen: `${where} could not be dialled (${code ?? 'no reason given'})`, remedies: [advice(check)] }
  }
}
