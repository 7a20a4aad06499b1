import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './envelope.ts'

/** A restart answers as most calls do, a scaling with `result` alone: the vendor's own difference. */
const act = projectOperation({
  name: 'dli.queues.action',
  protocol: 'dli',
  method: 'PUT',
  path: '/v1.0/{project_id}/queues/{queue_name}/action',
  permission: 'dli:queue:restart',
  summary: 'Restarts a queue, or gives it more or fewer CUs by cu_count',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, queue_name: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: Type.Object({
      action: Type.Enum(['restart', 'scale_out', 'scale_in']),
      force: Type.Optional(Type.Boolean()),
      cu_count: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    response: Type.Object({
      is_success: Type.Optional(Type.Boolean()),
      message: Type.Optional(Type.String()),
      job_id: Type.Optional(Type.String()),
      queue_name: Type.Optional(Type.String()),
      result: Type.Optional(Type.Boolean()),
    }),
  },
  handle: async ({ control, caller, params, body }) => {
    if (body.action === 'restart') {
      const { jobId } = await control.queueActions.restart(caller, params.queue_name, body.force ?? false)
      if (jobId === undefined) return { body: { is_success: true, message: 'Restart success' } }
      const message = 'Submit restart job success, it need some time to cancel jobs, please wait for a while and check job status'
      return { body: { is_success: true, message, job_id: jobId } }
    }
    if (body.cu_count === undefined) {
      throw new CausewayError('invalid-parameter', 'The body lacks the parameter cu_count', {
        hint: 'Give the number of CUs by which the queue is to be scaled.',
      })
    }
    const byCu = body.action === 'scale_out' ? body.cu_count : -body.cu_count
    const { queueName } = await control.queueActions.scale(caller, params.queue_name, byCu)
    return { body: { queue_name: queueName, result: true } }
  },
})

export const queueActionOperations: readonly Operation[] = [act]
