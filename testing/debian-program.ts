import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** A mirror that does not answer is none. */
const DOWNLOAD_MS = 60_000

/**
 * A program of a Debian package, unpacked into `folder` and not installed, so that no right is needed; undefined where there is no Debian, or no mirror. It runs
 * only with the libraries that the machine has.
 */
export async function debianProgram(packageName: string, folder: string, program: string): Promise<string | undefined> {
  try {
    await run('apt-get', ['download', packageName], { cwd: folder, timeout: DOWNLOAD_MS })
    const file = (await readdir(folder)).find((name) => name.startsWith(`${packageName}_`) && name.endsWith('.deb'))
    if (file === undefined) return undefined
    await run('dpkg', ['-x', join(folder, file), folder])
    return join(folder, program)
  } catch {
    return undefined
  }
}
