import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Of the path of a unix socket, on every system that we know: 104 with its end on macOS, 108 on Linux. */
const SOCKET_PATH_BYTES_MAX = 103

/**
 * A new folder that only this user enters, for a unix socket of at most eight letters: in `scratch`, which the next start empties when this process is killed before it
 * has removed the folder itself. Where that path is too long for a socket, in the system's temporary folder.
 */
export async function makeSocketFolder(scratch: string, name: string): Promise<string> {
  const isShort = Buffer.byteLength(join(scratch, `${name}-XXXXXX`, 'x'.repeat(8))) <= SOCKET_PATH_BYTES_MAX
  if (!isShort) return await mkdtemp(join(tmpdir(), `causeway-${name}-`))
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  return await mkdtemp(join(scratch, `${name}-`))
}
