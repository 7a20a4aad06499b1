import { afterAll, beforeAll, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { settled } from '../fixtures/owned-resources.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

it('a job that ends because its right was taken away says so by its kind of error', async () => {
  const keys = await lab.addUser({ name: 'erin', isAdmin: false })
  const change = (action: string) =>
    lab.call('PUT', '/v1.0/{p}/queues/user-authorization', {
      body: { queue_name: 'default', user_name: 'erin', action, privileges: ['SUBMIT_JOB'] },
    })
  expect(await change('grant')).toMatchObject({ status: 200 })
  const { body, text } = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { keys, body: { sql: endlessSql } })
  expect(body['job_id'], text).toBeDefined()
  const target = `/v1.0/{p}/jobs/${body['job_id']}/status`
  await settled(lab, target, /"RUNNING"/)
  expect(await change('revoke')).toMatchObject({ status: 200 })
  await settled(lab, target, /"CANCELLED"/)
  expect((await lab.call('GET', target)).body).toMatchObject({ error_code: 'sql-permission', message: expect.stringContaining('any more') })
})
