import { resolve } from 'node:path'
import { CausewayError } from '../base/errors.ts'
import type { LocalServer } from './local-server.ts'

/**
 * A command to the server that runs on a data folder, as whoever holds that folder. What is refused is told with what to do.
 * @param home as a flag gave it
 * @returns the exit code
 */
export async function runLocalCommand(
  home: string | undefined,
  workingFolder: string,
  work: (server: LocalServer) => Promise<void>,
): Promise<number> {
  try {
    const variable = process.env['CAUSEWAY_HOME']
    const folder = home ?? (variable === undefined || variable === '' ? '.causeway' : variable)
    // Read when it is needed: a start of the server does not.
    const { localServer } = await import('./local-server.ts')
    await work(await localServer(resolve(workingFolder, folder)))
    return 0
  } catch (thrown) {
    if (!(thrown instanceof CausewayError)) throw thrown
    console.error(thrown.message)
    if (thrown.hint !== undefined) console.error(`  ${thrown.hint}`)
    return 1
  }
}
