import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../base/fields.ts'
import { type ApiLab, startLab } from './fixtures/api-lab.ts'
import { bodyOf, makeOwned, type Names, pathOf } from './fixtures/owned-resources.ts'
import { operations } from './operations.ts'

let lab: ApiLab
let owned: Names
beforeAll(async () => {
  lab = await startLab()
  owned = await makeOwned(lab)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Path = readonly (string | number)[]

/** Where a body may have a text, also one that it need not have. */
function textsOf(schema: unknown, path: Path = []): readonly Path[] {
  if (!isRecord(schema)) return []
  if (schema['type'] === 'string') return [path]
  if (schema['type'] === 'array') return textsOf(schema['items'], [...path, 0])
  const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : []
  const maps = isRecord(schema['patternProperties']) ? Object.values(schema['patternProperties']) : []
  const additional = isRecord(schema['additionalProperties']) ? [schema['additionalProperties']] : []
  return [
    ...properties.flatMap(([name, property]) => textsOf(property, [...path, name])),
    ...[...maps, ...additional].flatMap((value) => textsOf(value, [...path, 'any'])),
  ]
}

function withText(body: unknown, [first, ...rest]: Path, text: string): unknown {
  if (first === undefined) return text
  if (typeof first === 'number') {
    const items = Array.isArray(body) ? body : []
    return [withText(items[first], rest, text), ...items.slice(1)]
  }
  const fields = isRecord(body) ? body : {}
  return { ...fields, [first]: withText(fields[first], rest, text) }
}

const FORWARD = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:5432' }] }
const BASTION = { host: '192.0.2.1', user: 'u', host_keys: [`ssh-ed25519 ${'A'.repeat(68)}`] }
/** Of operations that `bodyOf` does not know, or whose text stands in another of its forms. */
const MORE: readonly (readonly [operation: string, body: unknown])[] = [
  [
    'iam.tokens.create',
    { auth: { identity: { methods: ['password'], password: { user: { name: 'x', password: 'y', domain: { name: 'z' } } } } } },
  ],
  ['dli.elastic-resource-pools.update', { description: 'a' }],
  ['dli.enhanced-connections.set-hosts', { hosts: [{ name: 'h', ip: '10.0.0.1' }] }],
  ['dli.jobs.export-table', { data_path: 'obs://none/out', data_type: 'csv', database_name: 'owned_database', table_name: 'owned_table' }],
  ['dli.jobs.import-table', { data_path: 'obs://none/in', data_type: 'csv', database_name: 'owned_database', table_name: 'owned_table' }],
  ['causeway.users.create', { name: 'of_stranger', password: 'password-4711' }],
  ['causeway.users.update', { description: '' }],
  ['causeway.groups.create', { name: 'of_stranger' }],
  ['causeway.keys.create', { description: '' }],
  ['causeway.projects.create', { name: 'of_stranger' }],
  ['causeway.projects.update', { description: '' }],
  ['causeway.roles.set', { user_name: 'stranger', role: 'reader' }],
  ['causeway.attachments.set', FORWARD],
  ['causeway.attachments.set', { kind: 'host', networks: ['192.168.0.0/24'] }],
  ['causeway.attachments.set', { kind: 'netns', path: '/run/netns/none' }],
  ['causeway.attachments.set', { kind: 'ssh', ...BASTION, jump_hosts: [BASTION] }],
]
const CONTROLS = ['\0', '\u001b', '\n', '\u2028']
/** Texts for people, of several lines. */
const LINES = /[ .](description|desc|note)$/
/** Quoted wherever it stands, as in Spark; but U+0000 ends it. */
const QUOTED = /^dli\.tables\.create columns\.0\.column_name$/
/** What is read by the grammar of its language, printed as a text of it, or is data: no part of a protocol, of a file's name, of a header. Or is not used. */
const MAY_HOLD_ANY: readonly RegExp[] = [
  /^dli\.sql-templates\.\w+ sql$/,
  /^dli\.flink-templates\.\w+ sql_body$/,
  /^causeway\.scripts\.submit sql$/,
  /^dli\.variables\.\w+ var_value$/,
  /^dli\.tables\.create (delimiter|quote_char|escape_char|date_format|timestamp_format|data_type)$/,
  /^dli\.datasource-connections\.create security_group_id$/,
  /^dli\.sql-defend-rules\.update category$/,
  // The path names it.
  /^dli\.queues\.submit-job queue_name$/,
  // Beside those that are spelled as the documents do.
  /^dli\.[a-z-]+-tags\.\w+ tags\.0\.(Key|Value)$/,
  // What is taken away need not have been possible.
  /^dli\.[a-z-]+-tags\.delete tags\.0\.(key|value)$/,
]

let count = 0
/** With names that nothing has yet. */
const fresh = (body: unknown): unknown => {
  count += 1
  return JSON.parse(JSON.stringify(body).replaceAll('of_stranger', `of_stranger_${count}`))
}

const tried = operations.flatMap((operation) => {
  if (operation.reply.kind !== 'json') return []
  const own = bodyOf(operation.name, {})
  const forms = [
    ...(own === undefined ? [] : [(names: Names) => bodyOf(operation.name, names)]),
    ...MORE.flatMap(([name, body]) => (name === operation.name ? [() => body] : [])),
  ]
  const texts = textsOf(operation.schemas.body).map((path) => ({ path, title: `${operation.name} ${path.join('.')}` }))
  const held = texts.filter(({ title }) => !MAY_HOLD_ANY.some((any) => any.test(title)))
  return forms.length === 0 || held.length === 0 ? [] : [{ name: operation.name, operation, forms, held }]
})

describe('a text of a body with a control character', () => {
  it('is tried in most calls that take one', () => {
    expect(tried.length).toBeGreaterThan(60)
    expect(tried.flatMap(({ held }) => held).length).toBeGreaterThan(200)
  })

  it.each(tried)('is refused by $name', async ({ operation, forms, held }) => {
    const target = pathOf(operation.path, lab.projectId, owned)
    for (const form of forms) {
      for (const { path, title } of held) {
        for (const control of CONTROLS) {
          if (control === '\n' && LINES.test(title)) continue
          if (control !== '\0' && QUOTED.test(title)) continue
          const { status, text } = await lab.call(operation.method, target, { body: withText(fresh(form(owned)), path, `x${control}y`) })
          if (status < 400 || status >= 500) expect.fail(`${title} with ${JSON.stringify(control)}: ${status} ${text.slice(0, 300)}`)
        }
      }
    }
  })
})
