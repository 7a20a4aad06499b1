import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  for (const name of ['q1', 'q2'])
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: name, cu_count: 64, resource_mode: 1 } })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const PLAN = { plan_name: 'plan_A', target_cu: 64, start_hour: 20, start_minute: 1, repeat_day: ['MONDAY', 'friday'], activate: true }
const post = (target: string, body: unknown) => lab.call('POST', `/v1/{p}/queues/${target}`, { body })
const plansOf = async (queue: string) => listOf((await lab.call('GET', `/v1.0/{p}/queues/${queue}/plans`)).body['plans'])

describe('queue plans', () => {
  it('are made for several queues at once, with weekdays in small letters, listed, changed and deleted', async () => {
    expect(await post('Q1,q2/plans', PLAN)).toMatchObject({ status: 200, body: { is_success: true, message: '' } })
    const [plan] = await plansOf('q1')
    expect(plan).toEqual({ ...PLAN, id: expect.any(Number), repeat_day: ['MONDAY', 'FRIDAY'] })
    expect(await plansOf('q2')).toHaveLength(1)
    expect(await plansOf('q2,Q1')).toHaveLength(2)
    const id = String(plan?.['id'])
    const change = { ...PLAN, target_cu: '128', valid_date_begin: 1_764_201_600_000 }
    expect(await lab.call('PUT', `/v1/{p}/queues/q1/plans/${id}`, { body: change })).toMatchObject({
      status: 200,
      body: { is_success: true, queue_name: 'q1', plan_id: Number(id) },
    })
    expect(await plansOf('q1')).toMatchObject([{ target_cu: 128, valid_date_begin: 1_764_201_600_000 }])
    expect(await lab.call('DELETE', `/v1/{p}/queues/q1/plans/${id}`)).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await plansOf('q1')).toEqual([])
  })

  it("that are not there are told in the vendor's words, one and several", async () => {
    const one = { status: 400, body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('The plan with id 8 does not exist.') } }
    expect(await lab.call('DELETE', '/v1/{p}/queues/q1/plans/8')).toMatchObject(one)
    expect(await post('q1/plans/batch-delete', { plan_ids: [8, '9'] })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('The plans with id 8, 9 do not exist.') },
    })
    expect(await post('nobody/plans', PLAN)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })

  it('that never come are DLI.0999, with the words of the vendor', async () => {
    expect(await post('q1/plans', { ...PLAN, valid_date_end: 1_500_000_000_000 })).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0999',
        error_msg: expect.stringContaining(
          'Queue plans create failed. The plan plan_A can not generate a scale plan, please check all time settings for the plan.',
        ),
      },
    })
  })
})

describe('queue actions', () => {
  const act = (body: unknown) => lab.call('PUT', '/v1.0/{p}/queues/q2/action', { body })

  it('answer a restart with words, and a forced one with its job', async () => {
    expect((await act({ action: 'restart' })).body).toEqual({ is_success: true, message: 'Restart success' })
    const { status, body } = await act({ action: 'restart', force: 'true' })
    expect([status, body]).toMatchObject([
      200,
      { is_success: true, message: expect.stringMatching(/^Submit restart job success, it need some time/) },
    ])
    const job = await lab.call('GET', `/v1.0/{p}/jobs/${String(body['job_id'])}/status`)
    expect(job, job.text).toMatchObject({ status: 200, body: { job_type: 'RESTART_QUEUE' } })
  })

  it('take cu_count as the number to add or to take away, and answer with result and no envelope', async () => {
    expect((await act({ action: 'scale_out', cu_count: '16' })).body).toEqual({ queue_name: 'q2', result: true })
    expect((await lab.call('GET', '/v1.0/{p}/queues/q2')).body).toMatchObject({ cuCount: 80 })
    expect((await act({ action: 'scale_in', cu_count: 16 })).status).toBe(200)
    expect((await act({ action: 'scale_in', cu_count: 16 })).body).toMatchObject({ error_code: 'DLI.0007' })
    expect((await act({ action: 'scale_out' })).body['error_msg']).toContain('cu_count')
    const { body } = await lab.call('GET', '/v1.0/{p}/jobs?job-type=SCALE_QUEUE')
    expect(body).toMatchObject({ job_count: 2 })
    const preview = await lab.call('GET', `/v1.0/{p}/jobs/${String(listOf(body['jobs'])[0]?.['job_id'])}/preview`)
    expect(preview.body['error_msg']).toContain('(SCALE_QUEUE) and has no result')
  })
})
