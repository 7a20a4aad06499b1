import { expect, it } from 'vitest'
import { startLab } from '../src/server/api/fixtures/api-lab.ts'
import { runAgainstApi } from './against-api.ts'
import { type DocumentedCall, mismatch } from './api-document.ts'
import { Chance } from './chance.ts'

/** They run statements, and a worker is slow to start where others work too. */
const runsStatements = ({ id }: DocumentedCall): boolean =>
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

it('sees an answer that is not as its schema says', () => {
  const schema = { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } }
  expect(mismatch(schema, { count: 1, more: 'x' })).toBe(undefined)
  expect(mismatch(schema, {})).toMatch(/count/)
  expect(mismatch(schema, { count: '1' })).toMatch(/^\/count/)
})
