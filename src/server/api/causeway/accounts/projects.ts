import { type Static, Type } from 'typebox'
import type { ProjectRecord } from '../../../domain/account.ts'
import { actorOf } from '../../actor-of.ts'
import { NO_BODY, NONE, type Operation, userOperation } from '../../operation.ts'
import { DOMAIN, ProjectPath } from './account-input.ts'

const PATH = '/causeway/v1/projects'
const ONE = `${PATH}/{project_id}`
const Project = Type.Object({
  id: Type.String(),
  name: Type.String(),
  domain_id: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
})
const Domain = Type.Object({ id: Type.String(), name: Type.String() })

const shown = ({ id, name, domainId, description, state }: ProjectRecord): Static<typeof Project> => ({
  id,
  name,
  domain_id: domainId,
  description,
  enabled: state === 'enabled',
})

const list = userOperation({
  name: 'causeway.projects.list',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: '',
  summary: "Lists all projects of the caller's domain, disabled ones too; for its administrators",
  status: 200,
  schemas: { params: NONE, query: Type.Object(DOMAIN), body: NONE, response: Type.Object({ projects: Type.Array(Project) }) },
  handle: async ({ control, authenticated, query }) => {
    return { body: { projects: (await control.accounts.projects.list(actorOf(authenticated), query.domain)).map(shown) } }
  },
})

const create = userOperation({
  name: 'causeway.projects.create',
  protocol: 'causeway',
  method: 'POST',
  path: PATH,
  permission: '',
  summary: 'Makes a project, with a queue and a database named default',
  status: 201,
  schemas: {
    params: NONE,
    query: NONE,
    body: Type.Object({ name: Type.String(), description: Type.Optional(Type.String()), ...DOMAIN }),
    response: Project,
  },
  handle: async ({ control, authenticated, body }) => {
    const input = { name: body.name, description: body.description ?? '', domain: body.domain }
    return { body: shown(await control.accounts.projects.create(actorOf(authenticated), input)) }
  },
})

const update = userOperation({
  name: 'causeway.projects.update',
  protocol: 'causeway',
  method: 'PUT',
  path: ONE,
  permission: '',
  summary: 'Enables, disables or describes a project',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object(DOMAIN),
    body: Type.Object({ enabled: Type.Optional(Type.Boolean()), description: Type.Optional(Type.String()) }),
    response: Project,
  },
  handle: async ({ control, authenticated, params, query, body }) => {
    const change = { enabled: body.enabled, description: body.description }
    return { body: shown(await control.accounts.projects.update(actorOf(authenticated), params.project_id, change, query.domain)) }
  },
})

const remove = userOperation({
  name: 'causeway.projects.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: ONE,
  permission: '',
  summary: 'Deletes a project that has nothing but what it began with',
  status: 204,
  schemas: { params: ProjectPath, query: Type.Object(DOMAIN), body: NONE, response: NO_BODY },
  handle: async ({ control, authenticated, params, query }) => {
    await control.accounts.projects.delete(actorOf(authenticated), params.project_id, query.domain)
    return { body: undefined }
  },
})

const domains = userOperation({
  name: 'causeway.domains.list',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/domains',
  permission: '',
  summary: "Lists the caller's domain; on the server's machine all of them",
  status: 200,
  schemas: { params: NONE, query: NONE, body: NONE, response: Type.Object({ domains: Type.Array(Domain) }) },
  handle: async ({ control, authenticated }) => {
    return { body: { domains: [...(await control.accounts.projects.domains(actorOf(authenticated)))] } }
  },
})

const createDomain = userOperation({
  name: 'causeway.domains.create',
  protocol: 'causeway',
  method: 'POST',
  path: '/causeway/v1/domains',
  permission: '',
  summary: "Makes a domain; on the server's machine only",
  status: 201,
  schemas: { params: NONE, query: NONE, body: Type.Object({ name: Type.String() }), response: Domain },
  handle: async ({ control, authenticated, body }) => {
    return { body: await control.accounts.projects.createDomain(actorOf(authenticated), body.name) }
  },
})

export const accountProjectOperations: readonly Operation[] = [list, create, update, remove, domains, createDomain]
