import { readFile } from 'node:fs/promises'
import type { GuardedProcess } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'

/**
 * Waits until a Causeway that was just started takes jobs, as long as it lives and gets on.
 *
 * @param logFile what it prints
 * @param tell told now and then that it is still waited, and for what
 * @returns its endpoint, http://host:port
 * @throws Error with what it printed when it ended or stands still.
 */
export async function waitForServer(server: GuardedProcess, logFile: string, tell?: (text: string) => void): Promise<string> {
  let ended = false
  void server.ended.then(() => {
    ended = true
  })
  const log = (): Promise<string> => readFile(logFile, 'utf8').catch(() => '')
  const over = (): string | undefined => (ended ? 'it ended before it was ready' : undefined)
  const processes = (): readonly number[] => [server.pid]
  try {
    const endpoint = await waitPatiently({
      meanwhile: 'The server is still starting',
      look: async () => /Causeway listens on (http:\/\/\S+)/.exec(await log())?.[1],
      over,
      processes,
      tell,
    })
    let reasons = ''
    await waitPatiently({
      meanwhile: 'The server is still starting',
      look: async () => {
        const { status, body } = await readiness(endpoint)
        reasons = body
        return status === 200 ? true : undefined
      },
      over,
      processes,
      tell: tell && ((text) => tell(`${text} ${reasons}`)),
    })
    return endpoint
  } catch (error) {
    throw new Error(`the server did not get ready: ${error instanceof Error ? error.message : String(error)}\n${await log()}`)
  }
}

async function readiness(endpoint: string): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const answer = await fetch(new URL('/readyz', endpoint))
    const body: unknown = JSON.parse(await answer.text())
    const reasons = typeof body === 'object' && body !== null && 'reasons' in body && Array.isArray(body.reasons) ? body.reasons : []
    return { status: answer.status, body: reasons.join('; ') }
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) }
  }
}
