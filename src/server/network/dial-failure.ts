import { socketAddressText } from './address.ts'
import type { Decision } from './policy.ts'
import { advice, type Remedy } from './remedy.ts'

export interface DialFailure {
  readonly seen: string
  readonly remedies: readonly Remedy[]
}

/** What the operating system's error code says about the address that was dialled, in words. */
export function dialFailure(code: string | undefined, decision: Extract<Decision, { readonly kind: 'allowed' }>): DialFailure {
  const { dialled, attachment } = decision
  const address = socketAddressText(decision.ip, decision.port)
  const forwarded = attachment.kind === 'forward'
  const where = forwarded ? `${socketAddressText(dialled.ip, dialled.port)}, where the forward of ${address} leads` : address
  const check = forwarded ? 'Check that the forward leads to the right address and port' : 'Check the address and the port'
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
      return {
        seen: `No way to ${where} (${code === 'EHOSTUNREACH' ? 'host' : 'network'} unreachable)`,
        remedies: [
          advice(
            forwarded
              ? check
              : 'With the host attachment this server must stand in the network itself: check its routes, or give the VPC a forward attachment',
          ),
        ],
      }
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
