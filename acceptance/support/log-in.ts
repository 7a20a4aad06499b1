import { expect } from 'vitest'
import type { Answer, Api } from './api.ts'

/** A user of the server's first domain. */
export interface Somebody {
  readonly user: string
  readonly password: string
}

/** A log-in by password, in the first project; who was made first unless another is named. */
export function logIn(api: Api, who: Somebody = api.server.identity, projectId = api.projectId): Promise<Answer> {
  const user = { name: who.user, password: who.password, domain: { name: api.server.identity.domain } }
  const auth = { identity: { methods: ['password'], password: { user } }, scope: { project: { id: projectId } } }
  return api.callPlain('POST', '/v3/auth/tokens', {}, { auth })
}

/** The token of such a log-in. */
export async function tokenOf(api: Api, who?: Somebody, projectId?: string): Promise<string> {
  const answer = await logIn(api, who, projectId)
  expect(answer.status, answer.text).toBe(201)
  return String(answer.headers['x-subject-token'])
}
