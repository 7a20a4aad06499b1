import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { STORE_KINDS } from '../../../protocol/record-stores.ts'
import type { ShownTable } from '../../control/tables/tables.ts'
import type { Page } from '../../domain/page.ts'
import { STATEMENT_BODY } from '../input/body-limit.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { JsonText } from '../reply.ts'
import { Acknowledgement, ENVELOPE, PROJECT, pageOf, success, tagsOf } from './envelope.ts'
import { NewTableBody, newTableOf } from './new-table.ts'
import { DescribedTable, describedFields, ListedTable, listedFields } from './table-fields.ts'

const COLLECTION = '/v1.0/{project_id}/databases/{database_name}/tables'
const DatabasePath = Type.Object({ ...PROJECT, database_name: Type.String({ minLength: 1 }) })
export const TablePath = Type.Object({ ...DatabasePath.properties, table_name: Type.String({ minLength: 1 }) })
const PAGE_SIZE_MAX = 100
/** Tables that are read at a time where all are asked for. */
const PIECE = 200

/** A path as control takes it. */
export const namedTable = ({ database_name, table_name }: Static<typeof TablePath>) => ({ database: database_name, table: table_name })

const create = projectOperation({
  name: 'dli.tables.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:database:createTable',
  summary: 'Creates a table: of the warehouse (data_location DLI), of files in a bucket (OBS), or a view (VIEW)',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: { params: DatabasePath, query: NONE, body: NewTableBody, response: Acknowledgement },
  handle: async ({ control, caller, params, body }) => {
    const tags = tagsOf(body.tags)
    const wanted = newTableOf(params.database_name, body)
    if ('view' in wanted) await control.tables.createView(caller, { ...wanted.view, tags })
    else await control.tables.create(caller, { ...wanted, tags })
    return { body: success() }
  },
})

type Kind = ShownTable['definition']['source']['kind']
/** What the SDKs ask for, and what an answer says. */
const ELSEWHERE: readonly Kind[] = ['files', 'jdbc', ...STORE_KINDS]
const KINDS_OF_TYPE: Readonly<Record<string, readonly Kind[]>> = lookup({
  MANAGED_TABLE: ['managed'],
  MANAGED: ['managed'],
  EXTERNAL_TABLE: ELSEWHERE,
  EXTERNAL: ELSEWHERE,
  VIRTUAL_VIEW: ['view'],
  VIEW: ['view'],
})
const KINDS_OF_DATASOURCE: Readonly<Record<string, readonly Kind[]>> = lookup({
  DLI: ['managed'],
  OBS: ['files'],
  JDBC: ['jdbc'],
  RDS: ['jdbc'],
  DWS: ['jdbc'],
  ...Object.fromEntries(STORE_KINDS.map((kind) => [kind.toUpperCase(), [kind]])),
})
/** The vendor's, of which there is no table here. */
const OTHER_DATASOURCES = ['CLOUDTABLE', 'GEOMESA', 'HBASE', 'ODPS', 'OPENTSDB']

function kindsOf(name: string, value: string | undefined, known: Readonly<Record<string, readonly Kind[]>>): readonly Kind[] | undefined {
  const wanted = (value ?? '').trim().toUpperCase()
  if (wanted === '' || wanted === 'ALL') return undefined
  const kinds = known[wanted]
  if (kinds !== undefined) return kinds
  if (known === KINDS_OF_DATASOURCE && OTHER_DATASOURCES.includes(wanted)) return []
  throw new CausewayError('invalid-parameter', `The parameter ${name} of the query is none that a table has`, {
    hint: `Send one of ${Object.keys(known).join(', ')}.`,
  })
}

const LIST_QUERY = {
  keyword: Type.Optional(Type.String()),
  with_detail: Type.Optional(Type.Boolean()),
  with_priv: Type.Optional(Type.Boolean()),
  without_tablemeta: Type.Optional(Type.Boolean()),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_SIZE_MAX })),
  current_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  table_type: Type.Optional(Type.String()),
  datasource_type: Type.Optional(Type.String()),
}

const list = projectOperation({
  name: 'dli.tables.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  // How the vendor's documents of 2021 have it.
  otherPaths: ['/v1.0/{project_id}/databases/{database_name}'],
  permission: 'dli:database:displayAllTables',
  summary: 'Lists the tables and views of a database, all of them without page-size; keyword is a part of the name',
  status: 200,
  schemas: {
    params: DatabasePath,
    query: Type.Object(LIST_QUERY),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, table_count: Type.Integer(), tables: Type.Array(ListedTable) }),
  },
  handle: async ({ control, caller, params, query }) => {
    const ofType = kindsOf('table-type', query.table_type, KINDS_OF_TYPE)
    const ofDatasource = kindsOf('datasource-type', query.datasource_type, KINDS_OF_DATASOURCE)
    const kinds = ofType === undefined ? ofDatasource : ofType.filter((kind) => ofDatasource?.includes(kind) ?? true)
    const selection = { keyword: (query.keyword ?? '').toLowerCase(), ...(kinds === undefined ? {} : { kinds }) }
    const isDetailed = query.with_detail ?? false
    const page = pageOf(query.current_page ?? 1, query.page_size)
    const listed = (some: Parameters<typeof control.tables.list>[2]) =>
      control.tables.list(caller, params.database_name, { ...selection, ...some })
    if (query.page_size === undefined && (query.current_page ?? 1) === 1) return { body: await wholeList(listed, isDetailed) }
    const { total, items } = await listed(page)
    return { body: { ...success(), table_count: total, tables: items.map((table) => listedFields(table, isDetailed)) } }
  },
})

/** All of them, which may be thousands: read and written piece by piece, others having their turn between. */
async function wholeList(
  listed: (some: { readonly after: string; readonly limit: number }) => Promise<Page<ShownTable>>,
  isDetailed: boolean,
): Promise<JsonText> {
  const texts: string[] = []
  let [count, after, isMore] = [0, '', true]
  while (isMore) {
    const { items } = await listed({ after, limit: PIECE })
    count += items.length
    if (items.length > 0) texts.push(JSON.stringify(items.map((table) => listedFields(table, isDetailed))).slice(1, -1))
    after = items.at(-1)?.definition.name ?? after
    // One that is dropped meanwhile is missing in its piece, which is not the last for that.
    isMore = items.length > 0
    if (isMore) await nextTurn()
  }
  return new JsonText(`${JSON.stringify({ ...success(), table_count: count }).slice(0, -1)},"tables":[${texts.join(',')}]}`)
}

const get = projectOperation({
  name: 'dli.tables.get',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/{table_name}`,
  permission: 'dli:table:describeTable',
  summary: 'Describes a table or a view: its columns, where its rows are, and the statement that makes it again',
  status: 200,
  schemas: { params: TablePath, query: NONE, body: NONE, response: DescribedTable },
  handle: async ({ control, context, caller, params }) => {
    const { definition } = await control.tables.get(caller, namedTable(params))
    return { body: { ...success(), ...describedFields(definition, context.tableComments) } }
  },
})

const remove = projectOperation({
  name: 'dli.tables.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: `${COLLECTION}/{table_name}`,
  permission: 'dli:table:dropTable',
  summary: 'Deletes a table with its rows in the warehouse, or a view; files in a bucket stay. With async=true as a job',
  status: 200,
  schemas: {
    params: TablePath,
    query: Type.Object({ async: Type.Optional(Type.Boolean()) }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      job_mode: Type.Enum(['sync', 'async']),
      job_id: Type.Optional(Type.String()),
      job_type: Type.Optional(Type.String()),
    }),
  },
  handle: async ({ control, caller, params, query }) => {
    if (query.async !== true) {
      await control.tables.delete(caller, namedTable(params))
      return { body: { ...success(), job_mode: 'sync' as const } }
    }
    const job = await control.tables.deleteByJob(caller, namedTable(params))
    return { body: { ...success(), job_mode: 'async' as const, job_id: job.id, job_type: job.type } }
  },
})

const changeOwner = projectOperation({
  name: 'dli.tables.change-owner',
  protocol: 'dli',
  method: 'PUT',
  path: `${COLLECTION}/{table_name}/owner`,
  permission: 'dli:table:modifyOwner',
  summary: 'Gives a table or a view to another user of the domain',
  status: 200,
  schemas: { params: TablePath, query: NONE, body: Type.Object({ new_owner: Type.String({ minLength: 1 }) }), response: Acknowledgement },
  handle: async ({ control, caller, params, body }) => {
    await control.tables.changeOwner(caller, namedTable(params), body.new_owner)
    return { body: success() }
  },
})

export const tableOperations: readonly Operation[] = [create, list, get, remove, changeOwner]
