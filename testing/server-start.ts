import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { GuardedProcess } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'

/**
 * Waits until a Causeway that was just started takes jobs, as long as it lives and gets on.
 *
 * @param logFile what it prints
 * @param tell told now and then that it is still waited, and for what
 * @returns its endpoint, http://host:port or https://host:port
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
      look: async () => /Causeway listens on (https?:\/\/\S+)/.exec(await log())?.[1],
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
      // Each question takes the processor that the start wants.
      pauseMs: 30,
      tell: tell && ((text) => tell(`${text} ${reasons}`)),
    })
    return endpoint
  } catch (error) {
    throw new Error(`the server did not get ready: ${error instanceof Error ? error.message : String(error)}\n${await log()}`)
  }
}

async function readiness(endpoint: string): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const { request } = endpoint.startsWith('https:') ? await import('node:https') : await import('node:http')
    // Whether the certificate is the right one is for the tests of it.
    const asked = request(new URL('/readyz', endpoint), { rejectUnauthorized: false, agent: false }).end()
    const [answer]: IncomingMessage[] = await once(asked, 'response')
    if (answer === undefined) return { status: 0, body: '' }
    const body: unknown = JSON.parse(await text(answer))
    const reasons = typeof body === 'object' && body !== null && 'reasons' in body && Array.isArray(body.reasons) ? body.reasons : []
    return { status: answer.statusCode ?? 0, body: reasons.join('; ') }
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) }
  }
}
