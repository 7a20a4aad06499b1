import { type Static, Type } from 'typebox'
import type { TokenSession } from '../../control/identity/identity.ts'
import { iamTime } from './iam-time.ts'

const Named = Type.Object({ id: Type.String(), name: Type.String() })
const Endpoint = Type.Object({
  id: Type.String(),
  interface: Type.String(),
  region: Type.String(),
  region_id: Type.String(),
  url: Type.String(),
})
const Service = Type.Object({ id: Type.String(), name: Type.String(), type: Type.String(), endpoints: Type.Array(Endpoint) })

export const TokenBody = Type.Object({
  token: Type.Object({
    expires_at: Type.String(),
    issued_at: Type.String(),
    methods: Type.Array(Type.String()),
    catalog: Type.Array(Service),
    project: Type.Optional(Type.Object({ id: Type.String(), name: Type.String(), domain: Named })),
    domain: Type.Optional(Named),
    roles: Type.Array(Named),
    user: Type.Object({ id: Type.String(), name: Type.String(), password_expires_at: Type.String(), domain: Named }),
  }),
})

export interface TokenBodyOptions {
  readonly methods: readonly string[]
  /** This server as the client reached it. */
  readonly baseUrl: string
  readonly withCatalog: boolean
}

export function tokenBody(session: TokenSession, options: TokenBodyOptions): Static<typeof TokenBody> {
  const { user, scope } = session
  const domain = { id: user.domain.id, name: user.domain.name }
  return {
    token: {
      expires_at: iamTime(session.expiresAt),
      issued_at: iamTime(session.issuedAt),
      methods: [...options.methods],
      catalog: options.withCatalog ? catalogOf(session, options.baseUrl) : [],
      ...(scope.kind === 'project' ? { project: { id: scope.project.id, name: scope.project.name, domain } } : {}),
      ...(scope.kind === 'domain' ? { domain: { id: scope.domain.id, name: scope.domain.name } } : {}),
      roles: scope.kind === 'none' ? [] : [{ id: '0', name: 'te_admin' }],
      user: { id: user.id, name: user.name, password_expires_at: '', domain },
    },
  }
}

/** Every service is this server; the project's name is the region's. A token without a project has only IAM. */
function catalogOf({ scope }: TokenSession, baseUrl: string): Static<typeof Service>[] {
  const region = scope.kind === 'project' ? scope.project.name : '*'
  const service = (name: string, type: string, url: string): Static<typeof Service> => ({
    id: name,
    name,
    type,
    endpoints: [{ id: name, interface: 'public', region, region_id: region, url }],
  })
  const iam = service('iam', 'identity', `${baseUrl}/v3`)
  if (scope.kind !== 'project') return [iam]
  return [service('dli', 'dli', `${baseUrl}/v1.0/${scope.project.id}`), iam, service('vpc', 'network', `${baseUrl}/v1/${scope.project.id}`)]
}
