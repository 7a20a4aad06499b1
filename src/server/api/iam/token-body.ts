import { type Static, Type } from 'typebox'
import type { TokenSession } from '../../control/identity/identity.ts'
import { iamTime } from './iam-time.ts'
import { Service, serviceCatalog } from './service-catalog.ts'

const Named = Type.Object({ id: Type.String(), name: Type.String() })

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
      catalog: options.withCatalog ? serviceCatalog(scope.kind === 'project' ? scope.project : undefined, options.baseUrl) : [],
      ...(scope.kind === 'project' ? { project: { id: scope.project.id, name: scope.project.name, domain } } : {}),
      ...(scope.kind === 'domain' ? { domain: { id: scope.domain.id, name: scope.domain.name } } : {}),
      roles: scope.kind === 'none' ? [] : [{ id: '0', name: 'te_admin' }],
      user: { id: user.id, name: user.name, password_expires_at: '', domain },
    },
  }
}
