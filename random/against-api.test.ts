import { expect, it } from 'vitest'
import { startLab } from '../src/server/api/fixtures/api-lab.ts'
import { runAgainstApi } from './against-api.ts'
import { type DocumentedCall, mismatch } from './api-document.ts'
import { Chance } from './chance.ts'
import { makeFewRights } from './few-rights.ts'

/** They run statements, and a worker is slow to start where others work too. */
const runsStatements = ({ id }: Pick<DocumentedCall, 'id'>): boolean =>
  /\.(submit(-job)?|preview|queries\.run|export-\w+|import-table)(\.\d)?$/.test(id)

it('answers every request, good or broken, as its own document says, and none with a 5xx', async () => {
  await using lab = await startLab()
  const endpoint = await lab.app.listen({ host: '127.0.0.1', port: 0 })
  const { projectId, accessKey, secretKey } = lab
  const kept = [projectId, accessKey, lab.user, lab.project, lab.domain]
  const found: string[] = []
  const { succeeded, byStatus } = await runAgainstApi({
    target: { endpoint, projectId, accessKey, secretKey, kept },
    chance: new Chance(20261127),
    requests: 600,
    leftOut: runsStatements,
    found: ({ what, request, status, answer }) =>
      found.push(`${request.call.id}: ${what}: ${request.method} ${request.target} ${status} ${answer}`),
  })
  expect(found).toEqual([])
  expect(succeeded).toBeGreaterThan(60)
  expect([...byStatus.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(600)
})

it('shows one with few rights nothing of another, whatever is asked, and changes nothing of it', async () => {
  await using lab = await startLab()
  const endpoint = await lab.app.listen({ host: '127.0.0.1', port: 0 })
  const { projectId, accessKey, secretKey } = lab
  const kept = [projectId, accessKey, lab.user, lab.project, lab.domain]
  const admin = { endpoint, projectId, accessKey, secretKey, kept }
  const few = await makeFewRights(admin)
  const found: string[] = []
  const { succeeded } = await runAgainstApi({
    target: { ...admin, ...few.keys, kept: [...kept, few.keys.user, few.keys.accessKey] },
    chance: new Chance(20261128),
    requests: 600,
    about: few.others,
    hidden: few.hidden,
    leftOut: runsStatements,
    found: ({ what, request, status, answer }) =>
      found.push(`${request.call.id}: ${what}: ${request.method} ${request.target} ${status} ${answer}`),
  })
  expect(found).toEqual([])
  expect(await few.changed()).toEqual([])
  expect(succeeded).toBeGreaterThan(40)
})

it('lets one with few rights see the script again that was the own one, though it names what is another’s', async () => {
  await using lab = await startLab()
  const endpoint = await lab.app.listen({ host: '127.0.0.1', port: 0 })
  const { projectId, accessKey, secretKey } = lab
  const kept = [projectId, accessKey, lab.user, lab.project, lab.domain]
  const admin = { endpoint, projectId, accessKey, secretKey, kept }
  const few = await makeFewRights(admin)
  const found: string[] = []
  await runAgainstApi({
    target: { ...admin, ...few.keys, kept: [...kept, few.keys.user, few.keys.accessKey] },
    chance: new Chance(3),
    requests: 150,
    about: { queue_name: 'shared', sql: `SELECT '{{${String(few.others['var_name'])}}}'` },
    hidden: few.hidden,
    leftOut: ({ id }) => !/^causeway\.scripts\.(submit|get|list)$/.test(id),
    found: ({ what, request, answer }) => found.push(`${request.call.id}: ${what}: ${request.target} ${answer}`),
  })
  expect(found).toEqual([])
})

it('sees an answer that tells what the request did not know', async () => {
  await using lab = await startLab()
  const endpoint = await lab.app.listen({ host: '127.0.0.1', port: 0 })
  const { projectId, accessKey, secretKey } = lab
  const found: string[] = []
  await runAgainstApi({
    target: { endpoint, projectId, accessKey, secretKey, kept: [projectId, accessKey, lab.user, lab.project, lab.domain] },
    chance: new Chance(1),
    requests: 150,
    hidden: [lab.user],
    leftOut: ({ id, method }) => method !== 'GET' || runsStatements({ id }),
    found: ({ what }) => found.push(what),
  })
  expect(found).toContain('what is another’s')
})

it('sees an answer that is not as its schema says', () => {
  const schema = { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } }
  expect(mismatch(schema, { count: 1, more: 'x' })).toBe(undefined)
  expect(mismatch(schema, {})).toMatch(/count/)
  expect(mismatch(schema, { count: '1' })).toMatch(/^\/count/)
})
