import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../../base/fields.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { operations } from '../operations.ts'
import { findUnserved, unservedOperations } from './unserved-operations.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

/** Where the protocol's clients look for a message. */
const messageOf = (body: Readonly<Record<string, unknown>>): unknown =>
  body['error_msg'] ?? body['message'] ?? (isRecord(body['error']) ? body['error']['message'] : undefined)

describe('a call of the vendor that is not served', () => {
  it('is refused by name, with what to do instead, where its clients look', async () => {
    for (const { method, path, instead } of unservedOperations) {
      if (method !== 'GET' && method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE')
        throw new Error(`${method} is no method of a call`)
      const { status, body } = await lab.call(method, path.replace('{project_id}', '{p}').replace(/\{(?!p\})\w+\}/g, 'x'))
      expect(status, `${method} ${path}`).toBe(404)
      expect(messageOf(body), `${method} ${path}`).toBe(`Causeway does not serve ${method} ${path} yet. ${instead}`)
    }
  })

  it('stands in the list once', () => {
    const calls = unservedOperations.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
    expect(calls.filter((call, at) => calls.indexOf(call) !== at)).toEqual([])
  })

  it.each([
    ['POST', '/v3/p/vpc/security-groups', '/v3/{project_id}/vpc/security-groups'],
    ['GET', '/v3/p/ports/tags', '/v3/{project_id}/ports/tags'],
    ['GET', '/v3/p/dli_queue/tags', '/v3/{project_id}/{resource_type}/tags'],
    ['PUT', '/v1/p/routetables/1', '/v1/{project_id}/routetables/{routetable_id}'],
    ['GET', '/v2.0/vpc/peerings?limit=1', '/v2.0/vpc/peerings'],
    ['PATCH', '/v3/users/1', '/v3/users/{user_id}'],
    ['GET', '/v5/users/1/access-keys', '/v5/users/{user_id}/access-keys'],
    ['GET', '/v2.0/p/batches?limit=100#x', '/v2.0/{project_id}/batches'],
    ['HEAD', '/v2.0/p/batches', '/v2.0/{project_id}/batches'],
    ['GET', '/v2/p/batches/1/state', '/v2.0/{project_id}/batches/{batch_id}/state'],
  ])('%s %s is %s', (method, target, path) => {
    expect(findUnserved(method, target)).toMatchObject({ path })
  })

  it.each(['/v3/p/catalog', '/v3//catalogs', '/', '/v1.0/p/queues', '/v1.0/p/queues/q/jobs/'])('GET %s is none', (target) => {
    expect(findUnserved('GET', target)).toBeUndefined()
  })

  it('has no hint of a time before rights and tags', () => {
    const hints = [...new Set(unservedOperations.map(({ instead }) => instead))].join('\n')
    expect(hints).not.toMatch(/may use everything|when the object is created/)
    const instead = findUnserved('GET', '/v3/p/dli_flink_job/1/tags')?.instead ?? ''
    const paths = operations.flatMap(({ path, otherPaths = [] }) => [path, ...otherPaths])
    const tagged = paths.flatMap((path) => /^\/v3\/\{project_id\}\/(dli_\w+)\/tags$/.exec(path)?.[1] ?? [])
    expect(instead.match(/dli_\w+/g)?.toSorted()).toEqual(tagged.toSorted())
  })

  it('is not told to who sends a wrong signature', async () => {
    const headers = { authorization: `SDK-HMAC-SHA256 Access=${lab.accessKey}, SignedHeaders=x-sdk-date, Signature=${'0'.repeat(64)}` }
    expect(await lab.call('GET', '/v2.0/{p}/batches', { anonymous: true, headers })).toMatchObject({ status: 401 })
  })
})
