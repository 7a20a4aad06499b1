import { type Static, Type } from 'typebox'
import type { Project } from '../../domain/account.ts'
import { NONE, type Operation, userOperation } from '../operation.ts'

/** next and previous are null: a list is one page, and clients would follow anything else. */
export const Links = Type.Object({ self: Type.String(), next: Type.Null(), previous: Type.Null() })
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

const list = userOperation({
  name: 'iam.projects.list',
  protocol: 'iam',
  method: 'GET',
  path: '/v3/projects',
  otherPaths: ['/v3/auth/projects'],
  permission: 'iam:projects:listProjects',
  summary: 'Lists the projects that the caller may use',
  status: 200,
  schemas: {
    params: NONE,
    query: Type.Object({
      name: Type.Optional(Type.String()),
      domain_id: Type.Optional(Type.String()),
      enabled: Type.Optional(Type.Boolean()),
    }),
    body: NONE,
    response: Type.Object({ projects: Type.Array(ProjectItem), links: Links }),
  },
  handle: async ({ control, authenticated, query, baseUrl }) => {
    const projects = (await control.identity.listProjects(authenticated.user)).filter(
      (p) => (query.name ?? p.name) === p.name && (query.domain_id ?? p.domainId) === p.domainId && query.enabled !== false,
    )
    return {
      body: {
        projects: projects.map((p) => projectFields(p, baseUrl())),
        links: { self: `${baseUrl()}/v3/projects`, next: null, previous: null },
      },
    }
  },
})

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

export const projectOperations: readonly Operation[] = [list, domains]
