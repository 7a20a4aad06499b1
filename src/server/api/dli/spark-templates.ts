import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { SparkTemplate } from '../../domain/spark-template.ts'
import { TemplateName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, PROJECT, ProjectPath, pageOf, success } from './envelope.ts'
import { SparkBatchBody, SparkBatchInput, sparkBatchOf } from './spark-batch-body.ts'

const COLLECTION = '/v3/{project_id}/templates'
const ONE = `${COLLECTION}/{spark_template_id}`
const ANSWER_BYTES_MAX = 64 * 1024 * 1024
const NUMBER_MAX = 2_147_483_647

const TemplatePath = Type.Object({ ...PROJECT, spark_template_id: Type.String({ minLength: 1 }) })
const Text = Type.Optional(Type.String())
const TEMPLATE = {
  type: Type.Literal('SPARK'),
  id: Type.String(),
  name: Type.String(),
  body: SparkBatchBody,
  group: Type.String(),
  description: Type.String(),
  language: Type.String(),
  owner: Type.String(),
}
const Template = Type.Object(TEMPLATE)

const fieldsOf = ({ id, name, batch, groupName: group, description, language, owner }: SparkTemplate): Static<typeof Template> => ({
  type: 'SPARK',
  id,
  name,
  body: sparkBatchOf(batch),
  group,
  description,
  language,
  owner,
})

function requireSpark(type: string | undefined): void {
  if (type === undefined || type.toUpperCase() === 'SPARK') return
  throw new CausewayError('not-supported', 'These calls are for templates of the type SPARK', {
    hint: 'Templates of SQL are those of /v1.0/{project_id}/sqls.',
  })
}

const create = projectOperation({
  name: 'dli.spark-templates.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:sparktemplate:create',
  summary: 'Keeps the parameters of a Spark batch under a name that is unique in the project; nothing here runs them',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      type: Text,
      name: TemplateName,
      body: SparkBatchInput,
      group: Text,
      description: Text,
      language: Text,
    }),
    response: Type.Object({ ...ENVELOPE, id: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    requireSpark(body.type)
    const { id } = await control.sparkTemplates.create(caller, {
      name: body.name,
      batch: JSON.stringify(sparkBatchOf(body.body)),
      groupName: body.group ?? '',
      description: body.description ?? '',
      language: body.language ?? '',
    })
    return { body: { ...success(), id } }
  },
})

const list = projectOperation({
  name: 'dli.spark-templates.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:sparktemplate:list',
  summary: 'Lists Spark templates by name; keyword is a part of it',
  answerBytesMax: ANSWER_BYTES_MAX,
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      type: Text,
      keyword: Text,
      page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: NUMBER_MAX })),
      current_page: Type.Optional(Type.Integer({ minimum: 1, maximum: NUMBER_MAX })),
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, count: Type.Integer(), templates: Type.Array(Template) }),
  },
  handle: async ({ control, caller, query }) => {
    requireSpark(query.type)
    const page = pageOf(query.current_page ?? 1, query.page_size)
    const { total, items } = await control.sparkTemplates.list(caller, { keyword: query.keyword ?? '', ...page })
    return { body: { ...success(), count: total, templates: items.map(fieldsOf) } }
  },
})

const get = projectOperation({
  name: 'dli.spark-templates.get',
  protocol: 'dli',
  method: 'GET',
  path: ONE,
  permission: 'dli:sparktemplate:get',
  summary: 'Shows a Spark template',
  status: 200,
  schemas: { params: TemplatePath, query: NONE, body: NONE, response: Type.Object({ ...ENVELOPE, ...TEMPLATE }) },
  handle: async ({ control, caller, params }) => ({
    body: { ...success(), ...fieldsOf(await control.sparkTemplates.get(caller, params.spark_template_id)) },
  }),
})

const update = projectOperation({
  name: 'dli.spark-templates.update',
  protocol: 'dli',
  method: 'PUT',
  path: ONE,
  permission: 'dli:sparktemplate:update',
  summary: 'Changes a Spark template; what is not given stays, and a body takes the place of the whole one',
  status: 200,
  schemas: {
    params: TemplatePath,
    query: NONE,
    body: Type.Object({ type: Text, name: Text, body: Type.Optional(SparkBatchInput), group: Text, description: Text }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    requireSpark(body.type)
    await control.sparkTemplates.update(caller, params.spark_template_id, {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.body === undefined ? {} : { batch: JSON.stringify(sparkBatchOf(body.body)) }),
      ...(body.group === undefined ? {} : { groupName: body.group }),
      ...(body.description === undefined ? {} : { description: body.description }),
    })
    return { body: success() }
  },
})

export const sparkTemplateOperations: readonly Operation[] = [create, list, get, update]
