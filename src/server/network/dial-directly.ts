import type { Socket } from 'node:net'
import { directLink } from './attachments/direct-link.ts'

/** A connection from this machine's own network, to what its settings name: no queue's binding is asked. Paused before it connected. Rejects with the system's error. */
export async function dialDirectly({ host, port }: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<Socket> {
  const opened = await directLink().open({ ip: host, port }, signal)
  if (opened.kind === 'socket') return opened.socket
  throw new Error('a direct connection is a socket')
}
