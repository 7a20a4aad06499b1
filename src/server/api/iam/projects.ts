import { type Static, Type } from 'typebox'
import type { Project } from '../../domain/account.ts'
import { NONE, type Operation, userOperation } from '../operation.ts'

/** Of a list that is one page: clients would follow anything else. */
export const Links = Type.Object({ self: Type.String(), next: Type.Null(), previous: Type.Null() })
/** Of one that has pages: null where there is none, for clients follow `next` until then. */
const PageLinks = Type.Object({
  self: Type.String(),
  next: Type.Union([Type.String(), Type.Null()]),
  previous: Type.Union([Type.String(), Type.Null()]),
})
const Self = Type.Object({ self: Type.String() })
export const ProjectItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  domain_id: Type.String(),
  parent_id: Type.String(),
  is_domain: Type.Boolean(),
  enabled: Type.Boolean(),
  description: Type.String(),
  links: Self,
})
const DomainItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  enabled: Type.Boolean(),
  description: Type.String(),
  links: Self,
})

export function projectFields(project: Project, baseUrl: string): Static<typeof ProjectItem> {
  return {
    id: project.id,
    name: project.name,
    domain_id: project.domainId,
    parent_id: project.domainId,
    is_domain: false,
    enabled: true,
    description: project.description,
    links: { self: `${baseUrl}/v3/projects/${project.id}` },
  }
}

const PER_PAGE_MAX = 5_000
const PAGE_MAX = 1_000_000

/** All projects are children of their domain, so a filter by their parent is one by it. */
const listAt = (name: string, path: '/v3/projects' | '/v3/auth/projects'): Operation =>
  userOperation({
    name,
    protocol: 'iam',
    method: 'GET',
    path,
    permission: 'iam:projects:listProjects',
    summary: 'Lists the projects that the caller may use, in pages where they are asked for',
    status: 200,
    schemas: {
      params: NONE,
      query: Type.Object({
        name: Type.Optional(Type.String()),
        domain_id: Type.Optional(Type.String()),
        parent_id: Type.Optional(Type.String()),
        enabled: Type.Optional(Type.Boolean()),
        is_domain: Type.Optional(Type.Boolean()),
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX })),
        per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: PER_PAGE_MAX })),
      }),
      body: NONE,
      response: Type.Object({ projects: Type.Array(ProjectItem), links: PageLinks }),
    },
    handle: async ({ control, authenticated, query, baseUrl }) => {
      const { name: wanted, domain_id: domainId, parent_id: parentId, page = 1, per_page: size = PER_PAGE_MAX } = query
      const found = (await control.identity.listProjects(authenticated.user)).filter(
        (p) => (wanted ?? p.name) === p.name && [domainId, parentId].every((id) => (id ?? p.domainId) === p.domainId),
      )
      const all = query.enabled === false || query.is_domain === true ? [] : found
      const self = `${baseUrl()}${path}`
      const linkTo = (other: number): string =>
        `${self}?${new URLSearchParams({ ...texts(query), page: String(other), per_page: String(size) })}`
      return {
        body: {
          projects: all.slice((page - 1) * size, page * size).map((p) => projectFields(p, baseUrl())),
          links: {
            self,
            next: page * size < all.length ? linkTo(page + 1) : null,
            previous: page > 1 && (page - 2) * size < all.length ? linkTo(page - 1) : null,
          },
        },
      }
    },
  })

const texts = (query: Readonly<Record<string, string | number | boolean | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))

const domains = userOperation({
  name: 'iam.domains.list',
  protocol: 'iam',
  method: 'GET',
  path: '/v3/auth/domains',
  permission: '',
  summary: 'Lists the domain of the caller',
  status: 200,
  schemas: {
    params: NONE,
    query: NONE,
    body: NONE,
    response: Type.Object({ domains: Type.Array(DomainItem), links: Links }),
  },
  handle: async ({ authenticated, baseUrl }) => {
    const { id, name } = authenticated.user.domain
    return {
      body: {
        domains: [{ id, name, enabled: true, description: '', links: { self: `${baseUrl()}/v3/domains/${id}` } }],
        links: { self: `${baseUrl()}/v3/auth/domains`, next: null, previous: null },
      },
    }
  },
})

export const projectOperations: readonly Operation[] = [
  listAt('iam.projects.list', '/v3/projects'),
  listAt('iam.auth-projects.list', '/v3/auth/projects'),
  domains,
]
