import { type Static, Type } from 'typebox'
import { readJdbcUrl } from '../../../base/addresses/jdbc-url.ts'
import { JDBC_KINDS } from '../../../base/remote-kinds.ts'
import type { Database } from '../../control/catalog/databases.ts'
import { CommonName, ShortText } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, LIMIT_AND_OFFSET, PROJECT, ProjectPath, success, TagInputs, tagsOf, wantedTags } from './envelope.ts'

const COLLECTION = '/v1.0/{project_id}/databases'

const ListedDatabase = Type.Object({
  database_name: Type.String(),
  owner: Type.String(),
  table_number: Type.Integer(),
  description: Type.String(),
  enterprise_project_id: Type.String(),
  resource_id: Type.String(),
  /** Ours, absent of others: whose schema it is, as PostgreSQL; table_number are the tables that a statement has named. */
  connected_to: Type.Optional(Type.String()),
})

function databaseFields(database: Database): Static<typeof ListedDatabase> {
  return {
    database_name: database.name,
    owner: database.owner,
    table_number: database.tableCount,
    description: database.description,
    enterprise_project_id: database.enterpriseProjectId,
    resource_id: database.id,
    ...(database.connection === undefined ? {} : { connected_to: JDBC_KINDS[readJdbcUrl(database.connection.url).protocol].shown }),
  }
}

const create = projectOperation({
  name: 'dli.databases.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:database:createDatabase',
  summary: 'Creates a database',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      database_name: CommonName,
      description: Type.Optional(ShortText),
      enterprise_project_id: Type.Optional(ShortText),
      tags: Type.Optional(TagInputs),
    }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.catalog.createDatabase(caller, {
      name: body.database_name,
      description: body.description ?? '',
      enterpriseProjectId: body.enterprise_project_id ?? '0',
      tags: tagsOf(body.tags),
      ifNotExists: false,
    })
    return { body: success() }
  },
})

const list = projectOperation({
  name: 'dli.databases.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:database:displayAllDatabases',
  summary: 'Lists databases; keyword is a part of the name, tags are key=value with commas between',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      keyword: Type.Optional(Type.String()),
      ...LIMIT_AND_OFFSET,
      tags: Type.Optional(Type.String()),
      with_priv: Type.Optional(Type.Boolean()),
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, database_count: Type.Integer(), databases: Type.Array(ListedDatabase) }),
  },
  handle: async ({ control, caller, query }) => {
    const { total, items } = await control.catalog.listDatabases(caller, {
      keyword: (query.keyword ?? '').toLowerCase(),
      tags: wantedTags(query.tags),
      offset: query.offset ?? 0,
      ...(query.limit === undefined ? {} : { limit: query.limit }),
    })
    return { body: { ...success(), database_count: total, databases: items.map(databaseFields) } }
  },
})

/** With async=true the vendor's service makes a DDL job of it; so does this one, on the preset queue. */
const remove = projectOperation({
  name: 'dli.databases.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: `${COLLECTION}/{database_name}`,
  permission: 'dli:database:dropDatabase',
  summary: 'Deletes a database; one with tables only with cascade=true',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, database_name: Type.String({ minLength: 1 }) }),
    query: Type.Object({ cascade: Type.Optional(Type.Boolean()), async: Type.Optional(Type.Boolean()) }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      job_mode: Type.Enum(['sync', 'async']),
      job_id: Type.Optional(Type.String()),
      job_type: Type.Optional(Type.String()),
    }),
  },
  handle: async ({ control, caller, params, query }) => {
    const cascade = query.cascade ?? false
    if (query.async !== true) {
      await control.catalog.dropDatabase(caller, params.database_name, { cascade, ifExists: false })
      return { body: { ...success(), job_mode: 'sync' as const } }
    }
    const job = await control.tables.deleteDatabaseByJob(caller, params.database_name, { cascade })
    return { body: { ...success(), job_mode: 'async' as const, job_id: job.id, job_type: job.type } }
  },
})

const changeOwner = projectOperation({
  name: 'dli.databases.change-owner',
  protocol: 'dli',
  method: 'PUT',
  path: `${COLLECTION}/{database_name}/owner`,
  permission: 'dli:database:modifyOwner',
  summary: 'Gives a database to another user of the domain',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, database_name: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: Type.Object({ new_owner: Type.String({ minLength: 1 }) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    await control.catalog.changeDatabaseOwner(caller, params.database_name, body.new_owner)
    return { body: success() }
  },
})

export const databaseOperations: readonly Operation[] = [create, list, remove, changeOwner]
