import { text as readText } from 'node:stream/consumers'
import { CausewayError } from '../../base/errors.ts'
import type { Method, ServerClient } from '../connect/server-client.ts'
import { copyOut } from '../write-out.ts'

interface ApiCall {
  readonly method: Method
  readonly path: string
  readonly body: string | undefined
  readonly project: string | undefined
}

/** Writes the answer as it comes. */
export async function callApi(server: ServerClient, { method, path, body, project }: ApiCall): Promise<void> {
  if (!path.startsWith('/')) {
    throw new CausewayError('invalid-parameter', `The path ${path} does not begin with /`, {
      hint: 'Write it as /v1.0/{project_id}/queues',
    })
  }
  const id = /\{project(?:_id)?\}/.test(path) ? encodeURIComponent(await server.projectId(project)) : ''
  const target = path.replaceAll(/\{project(?:_id)?\}/g, () => id)
  const answer = await server.send(method, target, body === undefined ? {} : { json: await jsonOf(body) })
  const isText = /json|text/.test(answer.headers['content-type'] ?? '')
  await copyOut(answer, process.stdout)
  if (isText && process.stdout.isTTY) process.stdout.write('\n')
}

async function jsonOf(body: string): Promise<unknown> {
  const text = body === '-' ? await readText(process.stdin) : body
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CausewayError('invalid-parameter', 'The body is not JSON', {
      hint: 'Write it in quotes of the shell, as \'{"queue_name":"q1"}\'',
      cause,
    })
  }
}
