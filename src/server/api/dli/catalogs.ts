import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ENVELOPE, LIMIT_AND_OFFSET, PROJECT, ProjectPath, success } from './envelope.ts'

const COLLECTION = '/v3/{project_id}/catalogs'
/** All databases of a project are in the one that its jobs name by default. */
export const CATALOG = 'dli'

const CATALOG_FIELDS = {
  name: Type.String(),
  create_time: Type.Integer(),
  parameters: Type.Record(Type.String(), Type.String()),
  description: Type.String(),
  status: Type.Enum(['CREATING', 'ACTIVE', 'FAILED']),
}

/** As old as the database that is in it from the beginning. */
const builtIn = (createdAt: number) => ({
  name: CATALOG,
  create_time: createdAt,
  parameters: { type: 'dli', externalCatalog: '' },
  description: 'The databases of this project',
  status: 'ACTIVE' as const,
})

export const noCatalog = (name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('catalog', name), { hint: `The databases of a project are in the catalog ${CATALOG}.` })

const list = projectOperation({
  name: 'dli.catalogs.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:catalog:list',
  summary: 'Lists the catalogs: the one with the databases of the project',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      ...LIMIT_AND_OFFSET,
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, total_count: Type.Integer(), catalogs: Type.Array(Type.Object(CATALOG_FIELDS)) }),
  },
  handle: async ({ control, caller, query }) => {
    const all = [builtIn(await control.catalog.madeAt(caller))]
    const { offset = 0, limit = all.length } = query
    return { body: { ...success(), total_count: all.length, catalogs: all.slice(offset, offset + limit) } }
  },
})

const get = projectOperation({
  name: 'dli.catalogs.get',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/{catalog_name}`,
  permission: 'dli:catalog:get',
  summary: 'Describes a catalog',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, catalog_name: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: NONE,
    response: Type.Object({ ...ENVELOPE, ...CATALOG_FIELDS }),
  },
  handle: async ({ control, caller, params }) => {
    if (params.catalog_name.toLowerCase() !== CATALOG) throw noCatalog(params.catalog_name)
    return { body: { ...success(), ...builtIn(await control.catalog.madeAt(caller)) } }
  },
})

/** What would be bound are catalogs of another service of the vendor's, which is not here. */
const action = projectOperation({
  name: 'dli.catalogs.action',
  protocol: 'dli',
  method: 'POST',
  path: `${COLLECTION}/action`,
  permission: 'dli:catalog:bind',
  summary: 'Binds or unbinds a catalog of another service: refused, for there is none here',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      action: Type.Enum(['bind', 'unbind']),
      name: Type.String({ minLength: 1 }),
      parameters: Type.Optional(Type.Record(Type.String(), Type.String())),
      description: Type.Optional(Type.String()),
    }),
    response: Type.Object(ENVELOPE),
  },
  handle: ({ body }) => {
    if (body.action === 'bind') {
      throw new CausewayError('not-supported', 'Catalogs of other services cannot be bound', {
        hint: 'Make the tables here: CREATE TABLE … USING jdbc, delta or iceberg reads them where they are.',
      })
    }
    if (body.name.toLowerCase() !== CATALOG) throw noCatalog(body.name)
    throw new CausewayError('not-supported', `The catalog ${CATALOG} is built in and cannot be unbound`, {
      hint: 'Drop its databases one by one.',
    })
  },
})

export const catalogOperations: readonly Operation[] = [list, get, action]
