import { expect, it } from 'vitest'
import openApi from '../../../docs/reference/openapi.json' with { type: 'json' }
import { fieldsOf } from '../api/fields.ts'
import type { ApiRequest } from '../api/request.ts'
import type { Action } from '../components/actions/action.ts'
import { type Entered, type FieldSpec, initialValues, valuesOf } from '../components/actions/form-values.ts'
import { grantOnColumns, revokeOnColumns } from '../components/grants/column-grant-actions.ts'
import { grantOn, revokeOn } from '../components/grants/grant-actions.ts'
import { shownRequest } from '../components/shown-request.ts'
import { addTag, removeTag, tagsOf, tagsOfNetwork } from '../components/tags/tag-actions.ts'
import { changeDatabaseOwner, createDatabase, dropDatabase } from './catalog/database-actions.ts'
import { createTable } from './catalog/new-table/create-table.ts'
import { changeTableOwner, dropTable, exportTable, importTable } from './catalog/table-actions.ts'
import {
  addRoute,
  bindConnection,
  createConnection,
  deleteConnection,
  deleteResolver,
  deleteRoute,
  setHosts,
  setPorts,
  setResolver,
  unbindConnection,
} from './connections/connection-actions.ts'
import { dismissAgent, enrolAgent } from './connections/networks/agent-actions.ts'
import { readAttachment } from './connections/networks/attachment.ts'
import { attachVpc, detachVpc } from './connections/networks/attachment-action.ts'
import { changeSubnet, changeVpc, createSubnet, createVpc, deleteSubnet, deleteVpc } from './connections/networks/network-actions.ts'
import { changeCredential, createCredential, deleteCredential, tieToHosts } from './credentials/credential-actions.ts'
import { changeExpected, expectReach, forgetExpectation } from './doctor/expectation-actions.ts'
import { cancelJob, exportResult, runAgain } from './jobs/job-actions.ts'
import { createBucket, deleteBucket, deleteObject, putObject, setAgency } from './project/buckets/bucket-actions.ts'
import { changePackageOwner, createPackage, deletePackage } from './project/packages/package-actions.ts'
import { changeRule, createRule, deleteRule } from './project/rules/rule-actions.ts'
import { cancelScript, submitScript } from './project/scripts/script-actions.ts'
import { changeTemplate, createTemplate, deleteTemplate, TEMPLATE_KINDS } from './project/templates/template-actions.ts'
import { changeVariable, createVariable, deleteVariable } from './project/variables/variable-actions.ts'
import { changePlan, createPlan, deletePlan } from './queues/plans/plan-actions.ts'
import { addQueue, changePool, createPool, deletePool, setPolicies } from './queues/pools/pool-actions.ts'
import {
  closeDoor,
  createQueue,
  deleteQueue,
  openDoor,
  removeProperty,
  restartQueue,
  scaleQueue,
  setCidr,
  setProperty,
} from './queues/queue-actions.ts'
import { createProject, deleteProject, describeProject, enableProject, endSession } from './settings/settings-actions.ts'
import {
  createKey,
  createUser,
  deleteKey,
  deleteUser,
  describeUser,
  enableKey,
  giveRole,
  rotateKey,
  setAdmin,
  setEnabled,
  setPassword,
  takeRole,
} from './users/account-actions.ts'
import { addMember, createGroup, deleteGroup, removeMember } from './users/groups/group-actions.ts'

const connection = { id: 'c1', name: 'orders', vpcId: 'v1', subnetId: 's1', bindings: [], hosts: [], routes: [], createdAt: 0 }
const vpc = { id: 'v1', name: 'shop', cidr: '192.168.0.0/16' }
const subnet = { id: 's1', name: 'a', cidr: '192.168.0.0/24', vpcId: 'v1' }
const credential = { name: 'pg', type: 'passwd', userName: 'ada', owner: 'ada', createdAt: 0, updatedAt: 0 }
const user = { id: 'u1', name: 'ada', isEnabled: true, isAdmin: false, description: '' }
const group = { id: 'g1', name: 'analysts', description: '', members: [] }
const key = { accessKey: 'AK', isEnabled: true, description: '', createdAt: 0, lastUsedAt: undefined }
const pool = { name: 'p1', description: '', owner: 'ada', minCus: 64, maxCus: 64, usedCus: 0, queues: [], createdAt: 0 }
const plan = { id: 1, name: 'night', cus: 16, hour: 8, minute: 0, days: [], begin: undefined, end: undefined, isActive: true }
const project = { id: 'x1', name: 'lab', description: '', isEnabled: true }
const job = { id: 'j1', type: 'QUERY', queue: 'q1', owner: 'ada', status: 'FINISHED', statement: 'SELECT 1', database: '', message: '' }
const wholeJob = { ...job, startedAt: 0, endedAt: 0, durationMs: 0, readRows: 0, readBytes: 0, rows: 0 }
const rule = { id: 'static_0001', description: '', actions: ['block'], min: 1, max: 100, usual: 10 }
const defence = { uuid: 'r1', name: 'few', ruleId: 'static_0001', threshold: 10, queues: [], description: '', action: 'block' }
const expectation = { id: 'e1', queue: 'q1', address: 'pg:5432', expect: 'reachable', enforced: false, note: '' } as const
const variable = { name: 'v', value: '1', isSensitive: false, owner: 'ada' }
const pack = { name: 'app.jar', group: '', type: 'jar', owner: 'ada' }
const template = { id: 't1', name: 'daily', text: '{}', description: '' }
const none = () => undefined

const ATTACHMENTS = ['host', 'forward', 'ssh', 'agent', 'netns', 'none'].map((kind) => readAttachment(fieldsOf({ kind })))

/** Every form that there is. */
const ACTIONS: readonly Action[] = [
  createQueue(['p1']),
  restartQueue('q1'),
  scaleQueue('q1'),
  setProperty('q1'),
  removeProperty('q1', 'job.maxConcurrent'),
  setCidr('q1', ''),
  openDoor('q1'),
  closeDoor('q1', 'd1'),
  deleteQueue('q1', none),
  createPlan('q1'),
  changePlan('q1', plan),
  deletePlan('q1', plan),
  createPool,
  changePool(pool),
  addQueue('p1', ['q1']),
  setPolicies('p1', 'q1', [{ from: '00:00', to: '24:00', priority: 1, minCus: 16, maxCus: 64 }]),
  deletePool('p1', none),
  createConnection({ subnets: [subnet], vpcs: [vpc], queues: ['q1'], pools: ['p1'] }),
  bindConnection(connection, ['q1'], ['p1']),
  unbindConnection(connection, { kind: 'queue', name: 'q1', status: 'ACTIVE', message: '' }),
  setHosts(connection),
  addRoute(connection),
  deleteRoute(connection, 'r1'),
  setPorts(connection, []),
  setResolver(connection, { servers: [], suffixes: [] }),
  deleteResolver(connection),
  deleteConnection(connection, none),
  createVpc,
  changeVpc(vpc),
  deleteVpc(vpc),
  createSubnet(vpc),
  changeSubnet(subnet),
  deleteSubnet(subnet),
  ...ATTACHMENTS.map((now) => attachVpc(vpc, now)),
  detachVpc(vpc),
  enrolAgent(vpc),
  dismissAgent(vpc, { id: 'a1', name: 'edge' }),
  createCredential,
  ...['passwd', 'CSS', 'Kafka_SSL', 'KRB'].map((type) => changeCredential({ ...credential, type })),
  tieToHosts(credential, []),
  deleteCredential(credential, undefined, none),
  createDatabase(none),
  changeDatabaseOwner('shop'),
  dropDatabase('shop', none),
  createTable('shop', none),
  changeTableOwner('shop', 'orders'),
  exportTable('shop', 'orders'),
  importTable('shop', 'orders'),
  dropTable('shop', 'orders', { told: '', dropped: none }),
  cancelJob(job),
  runAgain(wholeJob),
  exportResult(job),
  expectReach(['q1']),
  changeExpected(expectation),
  forgetExpectation(expectation),
  createVariable,
  changeVariable(variable),
  deleteVariable(variable, none),
  createRule([rule], ['q1']),
  changeRule([rule], ['q1'], defence),
  deleteRule(defence),
  ...TEMPLATE_KINDS.flatMap((kind) => [createTemplate(kind), changeTemplate(kind, template), deleteTemplate(kind, template) ?? []].flat()),
  createPackage,
  changePackageOwner(pack),
  deletePackage(pack, none),
  createBucket,
  deleteBucket('landing', none),
  deleteObject('b', 'a/b.csv'),
  setAgency([]),
  createUser,
  setEnabled(user),
  setAdmin(user),
  describeUser(user),
  setPassword(user, true),
  deleteUser(user, none),
  createKey('u1'),
  rotateKey(key),
  enableKey(key),
  deleteKey(key),
  createGroup,
  addMember(group, [user]),
  removeMember(group, user),
  deleteGroup(group, none),
  giveRole(['ada'], ['analysts']),
  takeRole({ userName: 'ada' }),
  createProject,
  describeProject(project),
  enableProject(project),
  deleteProject(project),
  endSession({ id: 'a' }),
  putObject('lake'),
  submitScript({ queues: ['q1'], databases: ['shop'] }),
  cancelScript({ id: 's1' }),
  ...['queues.q1', 'databases.shop', 'databases.shop.tables.orders', 'edsconnections.c1', 'datasourceauth.pg', 'variable.v'].flatMap(
    (object) => [grantOn(object), revokeOn(object, { kind: 'user', name: 'ada' }, ['ALL'])],
  ),
  grantOnColumns('databases.shop.tables.orders', ['price', 'a.b']),
  revokeOnColumns('databases.shop.tables.orders', { kind: 'user', name: 'ada' }, ['price', 'a.b'], ['SELECT']),
  ...['dli_queue', 'dli_elastic_resource_pool', 'dli_enhanced_datasource_connection', 'dli_database', 'dli_table', 'dli_package_resource']
    .map((type) => tagsOf(type, 'x'))
    .concat(tagsOfNetwork('vpcs', 'v1'), tagsOfNetwork('subnets', 's1'))
    .flatMap((path) => [addTag(path), removeTag(path, { key: 'k', value: 'v' })]),
]

/** What has no form of its own, and why. */
const WITHOUT_FORM: Readonly<Record<string, string>> = {
  'iam.tokens.create': 'the console has a session',
  'iam.tokens.delete': 'the same',
  'iam.temporary-keys.create': 'for programs',
  'causeway.console-session.create': 'the log-in page',
  'causeway.console-session.delete': 'Log out',
  'causeway.runs.create': 'of causeway run',
  'causeway.queries.run': 'of the SQL page',
  'dli.jobs.check-sql': 'of the SQL page, while one types',
  'dli.queues.submit-job': 'the same as dli.jobs.submit',
  'dli.queues.cancel-job': 'the same as dli.jobs.cancel',
  'dli.authorization.change-of-user': 'the same as dli.authorization.change',
  'dli.authorization.change-of-queue': 'the same as dli.authorization.change',
  'dli.queue-plans.batch-delete': 'each is deleted by itself',
  'dli.queue-properties.create': 'the same as dli.queue-properties.update',
  'dli.packages.create-jars': 'the same as dli.packages.create',
  'dli.packages.create-pyfiles': 'the same as dli.packages.create',
  'dli.packages.create-files': 'the same as dli.packages.create',
  'dli.enhanced-connections.routes.create.2': 'the same under another version',
  'dli.enhanced-connections.routes.delete.2': 'the same under another version',
  'dli.auth-infos.create.2': 'the same under another version',
  'dli.auth-infos.update.2': 'the same under another version',
  'dli.auth-infos.delete.2': 'the same under another version',
  'dli.datasource-connections.create': 'the vendor’s old kind of connections',
  'dli.datasource-connections.delete': 'the vendor’s old kind of connections',
  'dli.elastic-resource-pools.order': 'refused by name: nothing is sold here',
  'dli.elastic-resource-pools.order-change': 'refused by name: nothing is sold here',
  'dli.catalogs.action': 'refused by name',
  'dli.obs.authorize': 'buckets belong to their project',
  'dli.connection-tests.create': 'the doctor dials',
  'vpc.vpcs.changeTags': 'each is added and removed by itself',
  'vpc.subnets.changeTags': 'each is added and removed by itself',
  'causeway.reach.statement': 'looks, and changes nothing',
  'causeway.reach.matrix': 'looks, and changes nothing',
  'causeway.expectations.run': 'decided at every change by itself; the matrix and the doctor decide anew',
  'causeway.domains.create': 'on the server’s machine only',
  'causeway.master-key.change': 'on the server’s machine only',
  'dli.connection-tags.create.2': 'the same under another name',
  'dli.connection-tags.delete.2': 'the same under another name',
  'causeway.backup.make': 'on the server’s machine only',
}
/** They look for things by their tags. */
const isSearch = (id: string): boolean => /^dli\.[a-z]+-tags\.(filter|count)(\.2)?$/.test(id)

interface Call {
  readonly id: string
  readonly method: string
  readonly path: RegExp
  /** Undefined: any. */
  readonly bodyNames: ReadonlySet<string> | undefined
  readonly bodyNeeds: readonly string[]
  readonly queryNames: ReadonlySet<string>
}

const CALLS: readonly Call[] = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) => {
    if (method === 'get') return []
    const of = fieldsOf(operation)
    const schema = of.fields('requestBody')?.fields('content')?.fields('application/json')?.fields('schema')
    const names = schema?.value('properties')
    return [
      {
        id: of.text('operationId'),
        method: method.toUpperCase(),
        path: new RegExp(
          `^${path
            .replaceAll(/[.]/g, '\\.')
            .replaceAll(/\{key\}/g, '.+')
            .replaceAll(/\{[^}]+\}/g, '[^/]+')}$`,
        ),
        bodyNames: typeof names === 'object' && names !== null ? new Set(Object.keys(names)) : undefined,
        bodyNeeds: schema?.texts('required') ?? [],
        queryNames: new Set(of.list('parameters', (parameter) => (parameter.text('in') === 'query' ? parameter.text('name') : ''))),
      },
    ]
  }),
)

/** The values that a person might enter: each field filled in, and each choice once. */
function someEntered(fields: readonly FieldSpec[]): readonly Entered[] {
  const full = Object.fromEntries(
    fields.map((field) => {
      switch (field.kind) {
        case 'flag':
          return [field.name, true]
        case 'choices':
          return [field.name, field.options.map(({ value }) => value)]
        case 'choice':
          return [field.name, field.options[0]?.value ?? '']
        case 'number':
          return [field.name, '1']
        case 'date':
          return [field.name, '2026-01-02']
        default:
          return [field.name, 'x 1']
      }
    }),
  )
  const chosen = fields.flatMap((field) =>
    field.kind === 'choice' ? field.options.map(({ value }) => ({ ...full, [field.name]: value })) : [],
  )
  return [initialValues(fields), full, ...chosen]
}

const requests = ACTIONS.flatMap((action) =>
  someEntered(action.fields ?? []).map((entered) => ({ action, request: action.request(valuesOf(entered)) })),
)

function callOf({ method, path }: ApiRequest): Call | undefined {
  const [plain = ''] = path.split('?', 1)
  // Where a form is still empty, so is what stands in its path.
  return CALLS.find((call) => call.method === method && call.path.test(plain.replace(/\/$/, '/x')))
}

it('has a form for every call that changes something, or says why not', () => {
  const covered = new Set(requests.map(({ request }) => callOf(request)?.id))
  const missing = CALLS.map(({ id }) => id).filter((id) => !covered.has(id) && !isSearch(id))
  expect(missing.toSorted()).toEqual(Object.keys(WITHOUT_FORM).toSorted())
})

it('sends what the API takes: a call that there is, with fields that it has, and all that it needs', () => {
  const wrong = requests.flatMap(({ action, request }) => {
    const call = callOf(request)
    const where = `${action.label}: ${request.method} ${request.path}`
    if (call === undefined) return [`${where} is no call`]
    const body = typeof request.body === 'object' && request.body !== null ? Object.keys(request.body) : []
    const unknown = body.filter((name) => call.bodyNames?.has(name) === false)
    const missing = call.bodyNeeds.filter((name) => !body.includes(name))
    const query = [...new URLSearchParams(request.path.split('?')[1] ?? '').keys()].filter((name) => !call.queryNames.has(name))
    const foretold = action.foretells === true && !call.queryNames.has('dry_run') ? ['dry_run'] : []
    return [...unknown.map((name) => `unknown ${name}`), ...missing.map((name) => `without ${name}`), ...query, ...foretold].map(
      (what) => `${where}: ${what}`,
    )
  })
  expect(wrong).toEqual([])
})

it('shows nothing of a secret in the request that is read and copied', () => {
  const typed = 'of-nobody-else'
  const shown = ACTIONS.flatMap(({ fields = [], request }) =>
    fields
      .filter(({ kind, name }) => kind === 'password' || name === 'private_key')
      .flatMap(({ name }) =>
        someEntered(fields).map((entered) => JSON.stringify(shownRequest(request(valuesOf({ ...entered, [name]: typed }))))),
      ),
  )
  expect(shown.length).toBeGreaterThan(10)
  expect(shown.filter((text) => text.includes(typed))).toEqual([])
})
