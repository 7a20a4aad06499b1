import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { UserInfo } from '../../control/accounts/users.ts'
import { actorOf } from '../actor-of.ts'
import { NONE, type Operation, publicOperation, userOperation } from '../operation.ts'
import { Links, ProjectItem, projectFields } from './projects.ts'
import { Service, serviceCatalog } from './service-catalog.ts'

const Version = Type.Object({
  id: Type.String(),
  status: Type.String(),
  updated: Type.String(),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() })),
})
const Region = Type.Object({
  id: Type.String(),
  type: Type.String(),
  description: Type.String(),
  parent_region_id: Type.String(),
  locales: Type.Object({ 'zh-cn': Type.String(), 'en-us': Type.String() }),
  links: Type.Object({ self: Type.String() }),
})
const UserItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  domain_id: Type.String(),
  enabled: Type.Boolean(),
  links: Type.Object({ self: Type.String() }),
})

const NameServer = Type.Object({
  type: Type.String(),
  region: Type.String(),
  ns_records: Type.Array(Type.Object({ hostname: Type.String(), address: Type.String(), priority: Type.Integer() })),
})

/** As OpenStack's identity API says that it is there; clients look for `stable`. */
const version = (baseUrl: string): Static<typeof Version> => ({
  id: 'v3.6',
  status: 'stable',
  updated: '2016-04-04T00:00:00Z',
  links: [{ rel: 'self', href: `${baseUrl}/v3/` }],
})

const listOf = (self: string) => ({ self, next: null, previous: null })

const versions = publicOperation({
  name: 'iam.versions.list',
  protocol: 'iam',
  method: 'GET',
  path: '/',
  permission: '',
  summary: 'Says which versions of the identity API there are',
  status: 200,
  schemas: { params: NONE, query: NONE, body: NONE, response: Type.Object({ versions: Type.Object({ values: Type.Array(Version) }) }) },
  handle: async ({ baseUrl }) => ({ body: { versions: { values: [version(baseUrl())] } } }),
})

const thirdVersion = publicOperation({
  name: 'iam.versions.get',
  protocol: 'iam',
  method: 'GET',
  path: '/v3',
  permission: '',
  summary: 'Describes version 3 of the identity API',
  status: 200,
  schemas: { params: NONE, query: NONE, body: NONE, response: Type.Object({ version: Version }) },
  handle: async ({ baseUrl }) => ({ body: { version: version(baseUrl()) } }),
})

const project = userOperation({
  name: 'iam.projects.get',
  protocol: 'iam',
  method: 'GET',
  path: '/v3/projects/{id}',
  permission: 'iam:projects:getProject',
  summary: 'Describes a project that the caller may use',
  status: 200,
  schemas: {
    params: Type.Object({ id: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: NONE,
    response: Type.Object({ project: ProjectItem }),
  },
  handle: async ({ control, authenticated, params, baseUrl }) => {
    const found = (await control.identity.listProjects(authenticated.user)).find(({ id }) => id === params.id)
    if (found === undefined) {
      throw new CausewayError('not-found', `There is no project with the id ${params.id}`, { hint: 'GET /v3/projects lists yours.' })
    }
    return { body: { project: projectFields(found, baseUrl()) } }
  },
})

const regionFields = (id: string, baseUrl: string): Static<typeof Region> => ({
  id,
  type: 'public',
  description: '',
  parent_region_id: '',
  locales: { 'zh-cn': id, 'en-us': id },
  links: { self: `${baseUrl}/v3/regions/${encodeURIComponent(id)}` },
})

/** A project is named after its region, and so the regions are the names of the projects. */
const regions = userOperation({
  name: 'iam.regions.list',
  protocol: 'iam',
  method: 'GET',
  path: '/v3/regions',
  permission: '',
  summary: 'Lists the regions: the names of the projects that the caller may use',
  status: 200,
  schemas: { params: NONE, query: NONE, body: NONE, response: Type.Object({ regions: Type.Array(Region), links: Links }) },
  handle: async ({ control, authenticated, baseUrl }) => {
    const names = new Set((await control.identity.listProjects(authenticated.user)).map(({ name }) => name))
    return { body: { regions: Array.from(names, (name) => regionFields(name, baseUrl())), links: listOf(`${baseUrl()}/v3/regions`) } }
  },
})

const region = userOperation({
  name: 'iam.regions.get',
  protocol: 'iam',
  method: 'GET',
  path: '/v3/regions/{region_id}',
  permission: '',
  summary: 'Describes a region: the name of a project that the caller may use',
  status: 200,
  schemas: {
    params: Type.Object({ region_id: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: NONE,
    response: Type.Object({ region: Region }),
  },
  handle: async ({ control, authenticated, params, baseUrl }) => {
    const names = (await control.identity.listProjects(authenticated.user)).map(({ name }) => name)
    if (!names.includes(params.region_id)) {
      throw new CausewayError('not-found', noneNamed('region', params.region_id), { hint: 'GET /v3/regions lists yours.' })
    }
    return { body: { region: regionFields(params.region_id, baseUrl()) } }
  },
})

/** Of the project that the token is of. A signature is of none: the project is the one of X-Project-Id, or the only one. */
const catalog = userOperation({
  name: 'iam.catalog.get',
  protocol: 'iam',
  method: 'GET',
  path: '/v3/auth/catalog',
  permission: '',
  summary: 'Lists the services and where they answer: all of them at this server',
  status: 200,
  schemas: {
    params: NONE,
    query: NONE,
    body: NONE,
    response: Type.Object({ catalog: Type.Array(Service), links: Links }),
  },
  handle: async ({ control, authenticated, header, baseUrl }) => {
    const links = listOf(`${baseUrl()}/v3/auth/catalog`)
    if (authenticated.kind === 'token') {
      const { scope } = authenticated.session
      return { body: { catalog: serviceCatalog(scope.kind === 'project' ? scope.project : undefined, baseUrl()), links } }
    }
    const projects = await control.identity.listProjects(authenticated.user)
    const named = header('x-project-id')
    const meant = named === '' ? (projects.length === 1 ? projects[0] : undefined) : projects.find(({ id }) => id === named)
    return { body: { catalog: serviceCatalog(meant, baseUrl()), links } }
  },
})

/** Of the DNS service, which Terraform asks when a subnet is given no servers. There are none here: names are found by the hosts of a connection and at the VPC's attachment. */
const nameServers = userOperation({
  name: 'iam.name-servers.list',
  protocol: 'iam',
  method: 'GET',
  path: '/v2/nameservers',
  permission: '',
  summary: 'Lists the name servers that subnets are given: none',
  status: 200,
  schemas: {
    params: NONE,
    query: Type.Object({ type: Type.Optional(Type.String()), region: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.Object({ nameservers: Type.Array(NameServer) }),
  },
  handle: () => Promise.resolve({ body: { nameservers: [] } }),
})

/** Who else there is, is for an administrator of the domain to know. The caller comes first: a key tells nobody whose it is, and no other call says it. */
const users = userOperation({
  name: 'iam.users.list',
  protocol: 'iam',
  method: 'GET',
  path: '/v3/users',
  permission: 'iam:users:listUsers',
  summary: "Lists the users of the caller's domain to its administrators, the caller first; to others the caller alone",
  status: 200,
  schemas: {
    params: NONE,
    query: Type.Object({
      name: Type.Optional(Type.String()),
      domain_id: Type.Optional(Type.String()),
      enabled: Type.Optional(Type.Boolean()),
    }),
    body: NONE,
    response: Type.Object({ users: Type.Array(UserItem), links: Links }),
  },
  handle: async ({ control, authenticated, query, baseUrl }) => {
    const { users: known } = control.accounts
    const actor = actorOf(authenticated)
    const own = await known.get(actor, authenticated.user.id)
    const isMeant = ({ name, domain, enabled }: UserInfo): boolean =>
      (query.name ?? name) === name && (query.domain_id ?? domain.id) === domain.id && (query.enabled ?? enabled) === enabled
    const others = own.isAdmin ? (await known.list(actor, undefined)).filter(({ id }) => id !== own.id) : []
    const shown = [own, ...others].filter(isMeant).map(({ id, name, domain, enabled }) => ({
      id,
      name,
      domain_id: domain.id,
      enabled,
      links: { self: `${baseUrl()}/v3/users/${id}` },
    }))
    return { body: { users: shown, links: listOf(`${baseUrl()}/v3/users`) } }
  },
})

export const discoveryOperations: readonly Operation[] = [versions, thirdVersion, project, regions, region, catalog, nameServers, users]
