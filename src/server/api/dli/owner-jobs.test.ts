import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type ApiLab, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function expectDone(...call: Parameters<ApiLab['call']>): Promise<string> {
  const answer = await lab.call(...call)
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.text
}

async function statusOf(jobId: string): Promise<Readonly<Record<string, unknown>>> {
  return objectOf(await expectDone('GET', `/v1.0/{p}/jobs/${jobId}/status`))
}

async function waitFor(jobId: string, status: RegExp): Promise<Readonly<Record<string, unknown>>> {
  return await waitPatiently({
    meanwhile: `The job ${jobId} is not ${status}`,
    look: async () => {
      const found = await statusOf(jobId)
      return status.test(String(found['status'])) ? found : undefined
    },
    processes: () => [process.pid],
    pauseMs: 50,
  })
}

/** A job that runs without end on a queue that is its user's own. */
async function runsOnOwnQueue(name: string): Promise<{ readonly user: AddedUser; readonly jobId: string }> {
  const user = await lab.addUser({ name, isAdmin: false })
  await expectDone('PUT', '/causeway/v1/projects/lab-1/roles', { body: { user_name: name, role: 'writer' } })
  const queue = `of_${name}`
  await expectDone('POST', '/v1.0/{p}/queues', { keys: user, body: { queue_name: queue, cu_count: 16, resource_mode: 1 } })
  const submitted = objectOf(
    await expectDone('POST', '/v1.0/{p}/jobs/submit-job', { keys: user, body: { sql: endlessSql, queue_name: queue } }),
  )
  const jobId = String(submitted['job_id'])
  await waitFor(jobId, /^RUNNING$/)
  return { user, jobId }
}

describe('a job on a queue that its user owns ends', () => {
  it.each<readonly [string, string, string, (user: AddedUser) => Promise<unknown>]>([
    [
      'is disabled',
      'stopped',
      'The user stopped is disabled',
      ({ userId }) => expectDone('PUT', `/causeway/v1/users/${userId}`, { body: { enabled: false } }),
    ],
    ['is deleted', 'gone', 'The user gone is deleted', ({ userId }) => expectDone('DELETE', `/causeway/v1/users/${userId}`)],
    [
      'has no right in the project any more',
      'left',
      'left may not submit jobs to the queue of_left any more',
      () => expectDone('DELETE', '/causeway/v1/projects/lab-1/roles?user_name=left'),
    ],
  ])('when the user %s', async (_what, name, message, takeAway) => {
    const { user, jobId } = await runsOnOwnQueue(name)
    await takeAway(user)
    expect(await waitFor(jobId, /^(FINISHED|FAILED|CANCELLED)$/)).toMatchObject({
      status: 'CANCELLED',
      message: expect.stringContaining(message),
    })
  })
})
