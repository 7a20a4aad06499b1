import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ObjectStoreAddress } from '../../../protocol/object-store/object-store.ts'
import { wrapInTls } from '../shared/tls.ts'

/** Over a socket that the broker hands over, in TLS where the store speaks that. */
export async function connectToStore(
  { bucket, host, port, tls }: ObjectStoreAddress,
  dialStore: (bucket: string, host: string, port: number) => Promise<Socket>,
): Promise<Duplex> {
  const socket = await dialStore(bucket, host, port)
  socket.setNoDelay(true)
  if (tls === undefined) return socket
  return await wrapInTls(socket, {
    host,
    check: 'signer-and-names',
    authority: tls.ca === undefined ? undefined : { location: 'causeway.yaml', certificates: tls.ca },
    place: `the store of the bucket ${bucket}`,
    certificateHint: 'Name who has signed it: ca of the bucket under objectStores in causeway.yaml.',
  })
}
