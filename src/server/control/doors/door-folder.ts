import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'

/** See base/sockets/socket-folder.ts. */
const SOCKET_PATH_BYTES_MAX = 103

/** The path of a unix socket in a folder that only its owner enters. Throws 'not-supported' where it is too long for one. */
export async function makeSocketPlace(folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.sock`)
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) {
    throw new CausewayError('not-supported', 'The path of the data folder is too long for a unix socket', {
      hint: 'Give the server a data folder with a shorter path, or ask for a loopback door.',
    })
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return path
}
