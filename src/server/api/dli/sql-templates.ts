import { Type } from 'typebox'
import { STATEMENT_BODY } from '../input/body-limit.ts'
import { TemplateName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, PROJECT, ProjectPath, success } from './envelope.ts'

const COLLECTION = '/v1.0/{project_id}/sqls'
const ANSWER_BYTES_MAX = 64 * 1024 * 1024
const IDS_MAX = 1_000
const Text = Type.Optional(Type.String())

const create = projectOperation({
  name: 'dli.sql-templates.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:sqltemplate:create',
  summary: 'Keeps a statement under a name that is unique in the project',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ sql: Type.String({ minLength: 1 }), sql_name: TemplateName, description: Text, group: Text }),
    response: Type.Object({ ...ENVELOPE, sql_id: Type.String(), group: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const { id, groupName } = await control.sqlTemplates.create(caller, {
      name: body.sql_name,
      sql: body.sql,
      description: body.description ?? '',
      groupName: body.group ?? '',
    })
    return { body: { ...success(), sql_id: id, group: groupName } }
  },
})

const list = projectOperation({
  name: 'dli.sql-templates.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:sqltemplate:list',
  summary: 'Lists the SQL templates by name; keyword is a part of it',
  answerBytesMax: ANSWER_BYTES_MAX,
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({ keyword: Text }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      sql_count: Type.Integer(),
      sqls: Type.Array(
        Type.Object({
          sql_id: Type.String(),
          sql_name: Type.String(),
          sql: Type.String(),
          description: Type.String(),
          group: Type.String(),
          owner: Type.String(),
        }),
      ),
    }),
  },
  handle: async ({ control, caller, query }) => {
    const templates = await control.sqlTemplates.list(caller, query.keyword ?? '')
    const sqls = templates.map(({ id: sql_id, name: sql_name, sql, description, groupName: group, owner }) => {
      return { sql_id, sql_name, sql, description, group, owner }
    })
    return { body: { ...success(), sql_count: sqls.length, sqls } }
  },
})

const update = projectOperation({
  name: 'dli.sql-templates.update',
  protocol: 'dli',
  method: 'PUT',
  path: `${COLLECTION}/{sql_id}`,
  permission: 'dli:sqltemplate:update',
  summary: 'Changes a SQL template; what is not given stays',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, sql_id: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: Type.Object({ sql: Text, sql_name: Text, description: Text, group: Text }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    const { sql, sql_name: name, description, group: groupName } = body
    await control.sqlTemplates.update(caller, params.sql_id, {
      ...(name === undefined ? {} : { name }),
      ...(sql === undefined ? {} : { sql }),
      ...(description === undefined ? {} : { description }),
      ...(groupName === undefined ? {} : { groupName }),
    })
    return { body: success() }
  },
})

const remove = projectOperation({
  name: 'dli.sql-templates.delete',
  protocol: 'dli',
  method: 'POST',
  path: '/v1.0/{project_id}/sqls-deletion',
  permission: 'dli:sqltemplate:delete',
  summary: 'Deletes SQL and Spark templates, all that are named or none',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ sql_ids: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: IDS_MAX }) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.sqlTemplates.delete(caller, body.sql_ids)
    return { body: success() }
  },
})

const samples = projectOperation({
  name: 'dli.sql-templates.samples',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/sample`,
  permission: 'dli:sqltemplate:list',
  summary: 'Lists statements to begin with',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      sql_count: Type.Integer(),
      // The name under which the vendor's SDKs look for it, in this list alone.
      sqlCount: Type.Integer(),
      sqls: Type.Array(
        Type.Object({ lang: Type.String(), name: Type.String(), sql: Type.String(), description: Type.String(), group: Type.String() }),
      ),
    }),
  },
  handle: async ({ control }) => {
    const sqls = control.sqlTemplates.samples().map((sample) => ({ lang: 'en', ...sample }))
    return { body: { ...success(), sql_count: sqls.length, sqlCount: sqls.length, sqls } }
  },
})

export const sqlTemplateOperations: readonly Operation[] = [create, list, update, remove, samples]
