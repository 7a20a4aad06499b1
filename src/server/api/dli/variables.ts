import { type Static, Type } from 'typebox'
import { LIMITS } from '../../control/shared/limits.ts'
import type { GlobalVariable } from '../../domain/global-variable.ts'
import { CommonName, told } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, LIMIT_AND_OFFSET, PROJECT, ProjectPath, success } from './envelope.ts'

const COLLECTION = '/v1.0/{project_id}/variables'
const ONE = `${COLLECTION}/{var_name}`
const LIMIT_DEFAULT = 100

const VariablePath = Type.Object({ ...PROJECT, var_name: Type.String({ minLength: 1 }) })
/** More than control lets through, so that its message with the real limit is the one that is seen. */
const Value = Type.String({ minLength: 1, maxLength: 100_000, ...told({ maxLength: LIMITS.variableCharacters }) })
const Variable = Type.Object({
  id: Type.Integer(),
  var_name: Type.String(),
  var_value: Type.String(),
  project_id: Type.String(),
  user_id: Type.String(),
  user_name: Type.String(),
  is_sensitive: Type.Boolean(),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
})

/** The value of a sensitive one is never told: it reads as an empty text. */
const variableFields = (projectId: string, variable: GlobalVariable): Static<typeof Variable> => ({
  id: variable.number,
  var_name: variable.name,
  var_value: variable.value,
  project_id: projectId,
  user_id: variable.userId,
  user_name: variable.userName,
  is_sensitive: variable.isSensitive,
  create_time: variable.createdAt,
  update_time: variable.updatedAt,
})

const create = projectOperation({
  name: 'dli.variables.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:variable:create',
  summary: 'Creates a global variable, which statements name as {{name}}',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ var_name: CommonName, var_value: Value, is_sensitive: Type.Optional(Type.Boolean()) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.variables.create(caller, { name: body.var_name, value: body.var_value, isSensitive: body.is_sensitive ?? false })
    return { body: success() }
  },
})

const list = projectOperation({
  name: 'dli.variables.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:variable:list',
  summary: 'Lists global variables; the values of sensitive ones are left out',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      ...LIMIT_AND_OFFSET,
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, count: Type.Integer(), global_vars: Type.Array(Variable) }),
  },
  handle: async ({ control, caller, query }) => {
    const { total, items } = await control.variables.list(caller, { offset: query.offset ?? 0, limit: query.limit ?? LIMIT_DEFAULT })
    return { body: { ...success(), count: total, global_vars: items.map((variable) => variableFields(caller.projectId, variable)) } }
  },
})

const update = projectOperation({
  name: 'dli.variables.update',
  protocol: 'dli',
  method: 'PUT',
  path: ONE,
  permission: 'dli:variable:update',
  summary: 'Changes the value of a global variable',
  status: 200,
  schemas: { params: VariablePath, query: NONE, body: Type.Object({ var_value: Value }), response: Acknowledgement },
  handle: async ({ control, caller, params, body }) => {
    await control.variables.setValue(caller, params.var_name, body.var_value)
    return { body: success() }
  },
})

const remove = projectOperation({
  name: 'dli.variables.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: ONE,
  permission: 'dli:variable:delete',
  summary: 'Deletes a global variable',
  status: 200,
  schemas: { params: VariablePath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await control.variables.delete(caller, params.var_name)
    return { body: success() }
  },
})

export const variableOperations: readonly Operation[] = [create, list, update, remove]
