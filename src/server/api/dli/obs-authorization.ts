import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ProjectPath } from './envelope.ts'

/** Jobs reach the buckets of their project without it: what it tells is whether those are there. */
const authorize = projectOperation({
  name: 'dli.obs.authorize',
  protocol: 'dli',
  method: 'POST',
  path: '/v1.0/{project_id}/dli/obs-authorize',
  permission: 'dli:jobs:authorizeObs',
  summary: 'Says whether jobs reach the buckets, which they do without it; the string "true", as of Flink jobs',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ obs_buckets: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 100 }) }),
    response: Type.Object({ is_success: Type.String(), message: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const names = new Set(await control.objects.buckets(caller))
    const missing = body.obs_buckets.find((bucket) => !names.has(bucket))
    if (missing !== undefined)
      throw new CausewayError('not-found', noneNamed('bucket', missing), {
        hint: 'GET /causeway/v1/{project_id}/buckets lists those of the project; PUT /causeway/v1/{project_id}/buckets/{bucket} makes one.',
      })
    return { body: { is_success: 'true', message: `Jobs reach the buckets ${body.obs_buckets.join(', ')}.` } }
  },
})

export const obsAuthorizationOperations: readonly Operation[] = [authorize]
