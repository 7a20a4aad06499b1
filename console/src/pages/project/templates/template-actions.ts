import { type Fields, isRecord } from '../../../api/fields.ts'
import type { ApiRequest } from '../../../api/request.ts'
import type { Action } from '../../../components/actions/action.ts'
import type { FieldSpec, FormValues } from '../../../components/actions/form-values.ts'

/** What is kept under a name to be run again. */
export interface Template {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly description: string
}

/** Each kind of templates has calls of its own. */
export interface TemplateKind {
  readonly kind: 'sql' | 'flink' | 'spark'
  readonly label: string
  readonly textLabel: string
  readonly listPath: string
  readonly read: (answer: Fields) => readonly Template[]
  readonly create: (values: FormValues) => ApiRequest
  readonly update: (template: Template, values: FormValues) => ApiRequest
  /** Undefined: the API has no call for it. */
  readonly remove: ((template: Template) => ApiRequest) | undefined
}

const SQLS = '/v1.0/{project_id}/sqls'
const FLINK = '/v1.0/{project_id}/streaming/job-templates'
const SPARK = '/v3/{project_id}/templates'
const spark = (values: FormValues) => ({
  name: values.text('name'),
  body: jsonOf(values.text('text')) ?? {},
  description: values.text('description'),
})

export const TEMPLATE_KINDS: readonly TemplateKind[] = [
  {
    kind: 'sql',
    label: 'SQL',
    textLabel: 'Statement',
    listPath: SQLS,
    read: (answer) =>
      answer.list('sqls', (item) => ({
        id: item.text('sql_id'),
        name: item.text('sql_name'),
        text: item.text('sql'),
        description: item.optionalText('description') ?? '',
      })),
    create: (values) => ({
      method: 'POST',
      path: SQLS,
      body: { sql_name: values.text('name'), sql: values.text('text'), description: values.text('description') },
    }),
    update: ({ id }, values) => ({
      method: 'PUT',
      path: `${SQLS}/${encodeURIComponent(id)}`,
      body: { sql_name: values.text('name'), sql: values.text('text'), description: values.text('description') },
    }),
    remove: ({ id }) => ({ method: 'POST', path: '/v1.0/{project_id}/sqls-deletion', body: { sql_ids: [id] } }),
  },
  {
    kind: 'flink',
    label: 'Flink',
    textLabel: 'Statements',
    listPath: `${FLINK}?limit=100`,
    read: (answer) =>
      answer.fields('template_list')?.list('templates', (item) => ({
        id: String(item.number('template_id')),
        name: item.text('name'),
        text: item.optionalText('sql_body') ?? '',
        description: item.optionalText('desc') ?? '',
      })) ?? [],
    create: (values) => ({
      method: 'POST',
      path: FLINK,
      body: {
        name: values.text('name'),
        sql_body: values.text('text'),
        desc: values.text('description'),
        job_type: 'flink_opensource_sql_job',
      },
    }),
    update: ({ id }, values) => ({
      method: 'PUT',
      path: `${FLINK}/${encodeURIComponent(id)}`,
      body: { name: values.text('name'), sql_body: values.text('text'), desc: values.text('description') },
    }),
    remove: ({ id }) => ({ method: 'DELETE', path: `${FLINK}/${encodeURIComponent(id)}` }),
  },
  {
    kind: 'spark',
    label: 'Spark',
    textLabel: 'Body, as JSON',
    listPath: `${SPARK}?type=SPARK`,
    read: (answer) =>
      answer.list('templates', (item) => ({
        id: item.text('id'),
        name: item.text('name'),
        text: JSON.stringify(item.value('body'), undefined, 2),
        description: item.optionalText('description') ?? '',
      })),
    create: (values) => ({ method: 'POST', path: SPARK, body: { type: 'SPARK', ...spark(values) } }),
    update: ({ id }, values) => ({ method: 'PUT', path: `${SPARK}/${encodeURIComponent(id)}`, body: spark(values) }),
    remove: undefined,
  },
]

/** Undefined for what is no object. */
function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

const STALE = ['templates']

const fieldsOf = ({ textLabel, kind }: TemplateKind, template: Template | undefined): readonly FieldSpec[] => [
  { kind: 'text', name: 'name', label: 'Name', isRequired: true, initial: template?.name ?? '' },
  {
    kind: 'whole-text',
    name: 'text',
    label: textLabel,
    isRequired: true,
    initial: template?.text ?? (kind === 'spark' ? '{"file": "job.jar", "className": "Main"}' : ''),
  },
  { kind: 'text', name: 'description', label: 'Description', initial: template?.description ?? '' },
]

const wrongOf =
  ({ kind }: TemplateKind) =>
  (values: FormValues): string | undefined =>
    kind === 'spark' && jsonOf(values.text('text')) === undefined ? 'The body is no JSON object' : undefined

export const createTemplate = (of: TemplateKind): Action => ({
  label: `Keep a template of ${of.label}`,
  fields: fieldsOf(of, undefined),
  wrong: wrongOf(of),
  request: of.create,
  stale: STALE,
})

export const changeTemplate = (of: TemplateKind, template: Template): Action => ({
  label: 'Change',
  fields: fieldsOf(of, template),
  wrong: wrongOf(of),
  request: (values) => of.update(template, values),
  stale: STALE,
})

export const deleteTemplate = (of: TemplateKind, template: Template): Action | undefined => {
  const { remove } = of
  return remove === undefined
    ? undefined
    : {
        label: 'Delete',
        intro: `The template ${template.name} is deleted.`,
        isDanger: true,
        request: () => remove(template),
        stale: STALE,
      }
}
