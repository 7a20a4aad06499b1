import { type Static, Type } from 'typebox'
import { FLINK_TEMPLATE_TYPES, type FlinkTemplate } from '../../domain/flink-template.ts'
import { FlinkTemplateName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, PROJECT, ProjectPath, success, TAGS_MAX, TagInput, tagsOf, wantedTags } from './envelope.ts'

const COLLECTION = '/v1.0/{project_id}/streaming/job-templates'
const ONE = `${COLLECTION}/{template_id}`
const LIMIT_DEFAULT = 10
const NUMBER_MAX = 2_147_483_647

const TemplatePath = Type.Object({ ...PROJECT, template_id: Type.Integer({ minimum: 0 }) })
const Text = Type.Optional(Type.String())
const HEAD = {
  template_id: Type.Integer(),
  name: Type.String(),
  desc: Type.String(),
  create_time: Type.Integer(),
  job_type: Type.Enum([...FLINK_TEMPLATE_TYPES]),
}
const Head = Type.Object(HEAD)

const headOf = ({ number, name, description, createdAt, type }: FlinkTemplate): Static<typeof Head> => ({
  template_id: number,
  name,
  desc: description,
  create_time: createdAt,
  job_type: type,
})

const create = projectOperation({
  name: 'dli.flink-templates.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:flinktemplate:create',
  summary: 'Keeps Flink SQL under a name that is unique in the project; nothing here runs it',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      name: FlinkTemplateName,
      desc: Text,
      sql_body: Text,
      job_type: Type.Optional(Type.Enum([...FLINK_TEMPLATE_TYPES])),
      tags: Type.Optional(Type.Array(TagInput, { maxItems: TAGS_MAX })),
    }),
    response: Type.Object({ ...ENVELOPE, template: Head }),
  },
  handle: async ({ control, caller, body }) => {
    const template = await control.flinkTemplates.create(caller, {
      name: body.name,
      description: body.desc ?? '',
      sql: body.sql_body ?? '',
      type: body.job_type ?? 'flink_sql_job',
      tags: tagsOf(body.tags),
    })
    return { body: { ...success('A template is created successfully.'), template: headOf(template) } }
  },
})

const list = projectOperation({
  name: 'dli.flink-templates.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:flinktemplate:list',
  summary: 'Lists Flink templates, the newest first; name is a part of the name',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      name: Text,
      tags: Text,
      order: Type.Optional(Type.Enum(['asc', 'desc'])),
      limit: Type.Optional(Type.Integer({ minimum: 0, maximum: NUMBER_MAX })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: NUMBER_MAX })),
    }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      template_list: Type.Object({
        total_count: Type.Integer(),
        templates: Type.Array(Type.Object({ ...HEAD, update_time: Type.Integer(), sql_body: Type.String() })),
      }),
    }),
  },
  handle: async ({ control, caller, query }) => {
    const { total, items } = await control.flinkTemplates.list(caller, {
      namePart: query.name ?? '',
      tags: wantedTags(query.tags),
      order: query.order ?? 'desc',
      offset: query.offset ?? 0,
      limit: query.limit ?? LIMIT_DEFAULT,
    })
    const templates = items.map((template) => ({ ...headOf(template), update_time: template.updatedAt, sql_body: template.sql }))
    return { body: { ...success('The template list is obtained successfully.'), template_list: { total_count: total, templates } } }
  },
})

const update = projectOperation({
  name: 'dli.flink-templates.update',
  protocol: 'dli',
  method: 'PUT',
  path: ONE,
  permission: 'dli:flinktemplate:update',
  summary: 'Changes a Flink template; what is not given stays',
  status: 200,
  schemas: { params: TemplatePath, query: NONE, body: Type.Object({ name: Text, desc: Text, sql_body: Text }), response: Acknowledgement },
  handle: async ({ control, caller, params, body }) => {
    const { name, desc: description, sql_body: sql } = body
    await control.flinkTemplates.update(caller, params.template_id, {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(sql === undefined ? {} : { sql }),
    })
    return { body: success('The template is updated successfully.') }
  },
})

const remove = projectOperation({
  name: 'dli.flink-templates.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: ONE,
  permission: 'dli:flinktemplate:delete',
  summary: 'Deletes a Flink template',
  status: 200,
  schemas: {
    params: TemplatePath,
    query: NONE,
    body: NONE,
    response: Type.Object({ ...ENVELOPE, template: Type.Object({ template_id: Type.Integer() }) }),
  },
  handle: async ({ control, caller, params }) => {
    await control.flinkTemplates.delete(caller, params.template_id)
    return { body: { ...success('The template is deleted successfully.'), template: { template_id: params.template_id } } }
  },
})

export const flinkTemplateOperations: readonly Operation[] = [create, list, update, remove]
