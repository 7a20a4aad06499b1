import { setTimeout as sleep } from 'node:timers/promises'
import { CausewayError } from '../../base/errors.ts'
import { plain, rowsOf } from '../shown-fields.ts'
import type { Place } from './resource.ts'

const PAUSE_MS = 100

/** Waits until the binding is decided. Throws 'unreachable' where it fails. */
export async function boundQueue(
  { server }: Place,
  connectionPath: string,
  { queue, connection }: { readonly queue: string; readonly connection: string },
): Promise<void> {
  for (;;) {
    const peers = rowsOf((await server.ask('GET', connectionPath))['available_queue_info'])
    const peer = peers.find((each) => each['name'] === queue)
    if (peer === undefined || peer['status'] === 'ACTIVE') return
    if (peer['status'] === 'FAILED') {
      throw new CausewayError('unreachable', `${queue} is bound to ${connection}, and cannot use it: ${plain(peer['err_msg'])}`, {
        hint: `causeway explain ${queue} HOST:PORT says what is in the way`,
      })
    }
    await sleep(PAUSE_MS)
  }
}
