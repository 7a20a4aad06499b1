import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { dataFiles } from '../base/data-files.ts'
import { CausewayError } from '../base/errors.ts'
import { hasCode } from '../base/has-code.ts'
import { localProof } from '../server/control/identity/local-administrator.ts'
import { loadMasterKey } from '../server/store/master-key.ts'
import { createSecretBox } from '../server/store/secret-box.ts'

/** The running server of a data folder, asked as whoever holds that folder. */
export interface LocalServer {
  /** The body of a success. Throws with the server's own words. */
  /** The one that runs there now: a restarted one may listen elsewhere. */
  again(): Promise<LocalServer>
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', target: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** The server's message ends with its hint, for SDKs show nothing else; here the hint has a line of its own. */
function refusal({ error_code: code, error_msg: message, hint }: Readonly<Record<string, unknown>>, status: number): CausewayError {
  if (typeof message !== 'string') return new CausewayError('internal', `The server answered ${status}`)
  const cause = typeof hint === 'string' && message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message
  const text = typeof code === 'string' ? `${code} ${cause}` : cause
  return new CausewayError('invalid-parameter', text, typeof hint === 'string' ? { hint } : {})
}

/** Throws 'unavailable' where no server runs on the folder, and 'forbidden' where the folder is another user's: whether a server runs there cannot be seen then. */
export async function localServer(home: string): Promise<LocalServer> {
  const notRunning = (cause?: unknown): CausewayError =>
    new CausewayError('unavailable', `No server runs on the data folder ${home}`, {
      hint: 'Start it, or name its data folder with --home',
      cause,
    })
  let url: string
  try {
    const owner: unknown = JSON.parse(await readFile(dataFiles(home).owner, 'utf8'))
    if (!isRecord(owner) || typeof owner['url'] !== 'string') throw notRunning()
    url = owner['url']
  } catch (cause) {
    if (!hasCode(cause, 'EACCES')) throw notRunning(cause)
    throw new CausewayError('forbidden', `The data folder ${home} may not be read by the user that runs this command`, {
      hint: 'Run it as the user that the server runs as, or as root',
      cause,
    })
  }
  const secrets = createSecretBox(await loadMasterKey(home, { dataIsThere: true }))
  return {
    again: () => localServer(home),
    async ask(method, target, body) {
      const headers = { 'Content-Type': 'application/json', 'X-Auth-Token': localProof(secrets, Date.now()) }
      const request = { method, headers, body: body === undefined ? '' : JSON.stringify(body) }
      const answer = await askServer(new URL(target, url), request).catch((cause: unknown) => {
        throw notRunning(cause)
      })
      const { text } = answer
      const value: unknown = text === '' ? {} : JSON.parse(text)
      const fields = isRecord(value) ? value : {}
      if (answer.status < 300) return fields
      throw refusal(fields, answer.status)
    },
  }
}

interface Asked {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The certificate is not checked: the address is this machine's own, by a file that only this user writes, and the names in a certificate may be others. */
async function askServer(url: URL, { method, headers, body }: Asked): Promise<{ readonly status: number; readonly text: string }> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const length = { 'Content-Length': String(Buffer.byteLength(body)) }
  const asked = request(url, { method, headers: { ...headers, ...length }, rejectUnauthorized: false }).end(body)
  const [response]: IncomingMessage[] = await once(asked, 'response')
  if (response === undefined) throw new CausewayError('unavailable', 'The server has not answered')
  return { status: response.statusCode ?? 0, text: await readText(response) }
}
