import { CausewayError } from '../../base/errors.ts'
import { type Fields, rowsOf } from '../../base/fields.ts'
import { plain } from '../../base/shown-text.ts'
import type { Ask } from './ask.ts'

const PAUSE_MS = 100

/** What is bound to connections. */
export interface Holder {
  readonly kind: 'queue' | 'pool'
  readonly name: string
}

/** What calls of the vendor's name to bind or unbind it. */
export const holderFields = ({ kind, name }: Holder): Readonly<Record<string, readonly string[]>> =>
  kind === 'queue' ? { queues: [name] } : { elastic_resource_pools: [name] }

/** What a connection tells of one that is bound to it, in letters of either case; undefined: it is not. */
export const peerOf = (connection: Fields, { kind, name }: Holder): Fields | undefined =>
  rowsOf(connection[kind === 'queue' ? 'available_queue_info' : 'elastic_resource_pools']).find(
    (each) => String(each['name']).toLowerCase() === name.toLowerCase(),
  )

/** Waits until the binding is decided. Throws 'unreachable' where it fails. */
export async function boundHolder(
  ask: Ask,
  connectionPath: string,
  { holder, connection }: { readonly holder: Holder; readonly connection: string },
): Promise<void> {
  const { kind, name } = holder
  for (;;) {
    const peer = peerOf(await ask('GET', connectionPath), holder)
    if (peer === undefined || peer['status'] === 'ACTIVE') return
    if (peer['status'] === 'FAILED') {
      const asked = kind === 'queue' ? `causeway explain ${name} HOST:PORT` : 'causeway explain QUEUE HOST:PORT, of a queue in it,'
      throw new CausewayError('unreachable', `${name} is bound to ${connection}, and cannot use it: ${plain(peer['err_msg'])}`, {
        hint: `It works by itself once that is mended; ${asked} says what is in the way`,
      })
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
