import { CausewayError } from '../../base/errors.ts'
import { rowsOf } from '../../base/fields.ts'
import { plain } from '../../base/shown-text.ts'
import type { Ask } from './ask.ts'

const PAUSE_MS = 100

/** Waits until the binding is decided. Throws 'unreachable' where it fails. */
export async function boundQueue(
  ask: Ask,
  connectionPath: string,
  { queue, connection }: { readonly queue: string; readonly connection: string },
): Promise<void> {
  for (;;) {
    const peers = rowsOf((await ask('GET', connectionPath))['available_queue_info'])
    const peer = peers.find((each) => each['name'] === queue)
    if (peer === undefined || peer['status'] === 'ACTIVE') return
    if (peer['status'] === 'FAILED') {
      throw new CausewayError('unreachable', `${queue} is bound to ${connection}, and cannot use it: ${plain(peer['err_msg'])}`, {
        hint: `It works by itself once that is mended; causeway explain ${queue} HOST:PORT says what is in the way`,
      })
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
