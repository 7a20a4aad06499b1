import { readFile } from 'node:fs/promises'
import { dataFiles } from '../../base/data-files.ts'
import { CausewayError } from '../../base/errors.ts'
import { hasCode } from '../../base/has-code.ts'
import { LOCAL_ADMINISTRATOR, localProof } from '../../server/control/identity/local-administrator.ts'
import { loadMasterKey } from '../../server/store/secrets/master-key.ts'
import { createSecretBox } from '../../server/store/secrets/secret-box.ts'
import { isFields, listOf, plain } from '../shown-fields.ts'
import { chooseProject, wantedProject } from './choose-project.ts'
import { bodyOf, call, successOf } from './http-call.ts'
import type { Method, Sent, ServerClient } from './server-client.ts'

/**
 * Where the server of a data folder listens now. Throws 'unavailable' where no server runs on the folder, and 'forbidden' where the folder is another user's: whether
 * a server runs there cannot be seen then.
 */
export async function localEndpoint(home: string): Promise<string> {
  try {
    const owner: unknown = JSON.parse(await readFile(dataFiles(home).owner, 'utf8'))
    if (!isFields(owner) || typeof owner['url'] !== 'string') throw notRunning(home)
    return owner['url']
  } catch (cause) {
    if (!hasCode(cause, 'EACCES')) throw notRunning(home, cause)
    throw new CausewayError('forbidden', `The data folder ${home} may not be read by the user that runs this command`, {
      hint: 'Run it as the user that the server runs as, or as root; or log in at the server: causeway login URL',
      cause,
    })
  }
}

const notRunning = (home: string, cause?: unknown): CausewayError =>
  new CausewayError('unavailable', `No server runs on the data folder ${home}`, {
    hint: 'Start it, or wait where it has just been started; or name its data folder with --home; at a server elsewhere log in: causeway login URL',
    cause,
  })

/** Throws as `localEndpoint` does, and 'unavailable' with what is missing where the server of the folder is not ready: before its first start has ended nobody can be logged in there. */
export async function requireReady(home: string, signal?: AbortSignal): Promise<void> {
  const url = new URL('/readyz', await localEndpoint(home))
  const answer = await call({ method: 'GET', url, headers: {}, body: '', signal }, { kind: 'any' }).catch((cause: unknown) => {
    throw cause instanceof CausewayError && cause.kind === 'unavailable' ? notRunning(home, cause) : cause
  })
  const { status, reasons } = await bodyOf(answer)
  if (status !== 'not-ready') return
  throw new CausewayError('unavailable', `The server of the data folder ${home} is not ready: ${listOf(reasons).map(plain).join('; ')}`, {
    hint: `Wait where it has just been started; ${url} tells how far it is`,
  })
}

/**
 * The running server of a data folder, asked as whoever holds that folder. Throws as `localEndpoint` does.
 * @param project the id of the one that is meant where none is named
 */
export async function localServer(home: string, untilAborted?: AbortSignal, project?: string): Promise<ServerClient> {
  const endpoint = await localEndpoint(home)
  const secrets = createSecretBox(await loadMasterKey(home, { dataIsThere: true }))
  async function send(method: Method, target: string, { json, file, headers = {}, signal = untilAborted }: Sent = {}) {
    const all = { 'Content-Type': 'application/json', ...headers, 'X-Auth-Token': localProof(secrets, Date.now()) }
    const body = file ?? (json === undefined ? '' : JSON.stringify(json))
    // The certificate is not checked: the address is this machine's own, by a file that only this user writes, and the names in a certificate may be others.
    const answer = await call({ method, url: new URL(target, endpoint), headers: all, body, signal }, { kind: 'any' }).catch(
      (cause: unknown) => {
        throw cause instanceof CausewayError && cause.kind === 'unavailable' ? notRunning(home, cause) : cause
      },
    )
    return await successOf(answer)
  }
  const ask: ServerClient['ask'] = async (method, target, body) => await bodyOf(await send(method, target, { json: body }))
  return {
    again: () => localServer(home, untilAborted, project),
    ask,
    send,
    projectId: async (wanted) =>
      chooseProject((await ask('GET', '/causeway/v1/projects'))['projects'], wantedProject(wanted) ?? project).id,
    told: { endpoint, user: LOCAL_ADMINISTRATOR, context: '', queue: undefined },
  }
}
