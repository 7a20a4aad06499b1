import { Type } from 'typebox'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ENVELOPE, ProjectPath, success } from './envelope.ts'

/** What the vendor's services say of a quota that has no end. */
const ENDLESS = -1
const Resource = Type.Object({
  type: Type.String(),
  min: Type.Integer(),
  max: Type.Integer(),
  quota: Type.Integer(),
  used: Type.Integer(),
})

const show = projectOperation({
  name: 'dli.quotas.show',
  protocol: 'dli',
  method: 'GET',
  path: '/v3/{project_id}/quotas',
  permission: 'dli:quota:list',
  summary: 'What the project has and may have; -1: as many as there is room for',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: NONE,
    response: Type.Object({ ...ENVELOPE, quotas: Type.Object({ resources: Type.Array(Resource) }) }),
  },
  handle: async ({ control, caller }) => {
    const uses = await control.quotas.list(caller)
    const resources = uses.map(({ kind, used, max = ENDLESS }) => ({ type: kind, min: 0, max, quota: max, used }))
    return { body: { ...success(), quotas: { resources } } }
  },
})

export const quotaOperations: readonly Operation[] = [show]
