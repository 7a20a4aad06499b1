import type { FastifyInstance } from 'fastify'
import type { Identity } from '../../control/identity/identity.ts'
import type { Caller } from '../../control/shared/caller.ts'
import type { Project, TokenScope } from '../../domain/account.ts'
import { GatewayError } from '../answers/gateway-error.ts'
import type { Authenticated } from '../call.ts'
import { operationOf } from '../operation-of.ts'
import { whenFound } from './when-found.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
}

/**
 * Project-scoped calls: the path's project must be one that the user has, and a token must be scoped to exactly that project; a token without a scope, or of a
 * domain, opens no project. Refused with 403 DLI.0016 ("identity / role wrong" in the vendor's table), 403 VPC.0007 in the VPC API.
 */
export function addProjectCheck(app: FastifyInstance, identity: Identity): void {
  app.decorateRequest('caller', undefined)
  app.addHook('preHandler', (request, _reply, done) => {
    const { authenticated } = request
    const operation = operationOf(request)
    if (operation?.access !== 'project' || authenticated === undefined) return done()
    const projectId = projectIdOf(request.params)
    if (authenticated.kind === 'local' && operation.alsoLocal === true) {
      const { id, name } = authenticated.user
      request.caller = { projectId, userId: id, userName: name, isLocal: true }
      return done()
    }
    const refusal = scopeRefusal(authenticated, projectId)
    if (refusal !== undefined) throw refusal
    whenFound(identity.listProjects(authenticated.user), done, (projects) => {
      request.caller = callerOf(authenticated, projectId, projects)
    })
  })
}

function callerOf(authenticated: Authenticated, projectId: string, projects: readonly Project[]): Caller {
  const { user } = authenticated
  const project = projects.find((p) => p.id === projectId)
  if (project === undefined) {
    throw new GatewayError('wrong-project', `The project ${projectId} is not one that ${user.name} may use`, {
      hint: 'GET /v3/projects lists the projects that may be used.',
    })
  }
  const isTemporary = authenticated.kind === 'signature' && authenticated.isTemporary
  // Its own text of the id, and not that of the path: what is looked up by it is found sooner.
  return { projectId: project.id, userId: user.id, userName: user.name, ...(isTemporary ? { isTemporary } : {}) }
}

function scopeRefusal(authenticated: Authenticated, projectId: string): GatewayError | undefined {
  if (authenticated.kind === 'signature') return keyRefusal(authenticated.scope, projectId)
  // The console is for all projects of its user.
  if (authenticated.kind === 'console') return undefined
  if (authenticated.kind === 'local') {
    return new GatewayError('wrong-project', 'The local administrator is of no project', {
      hint: 'Make a user with a right in the project: causeway user create NAME.',
    })
  }
  const { scope } = authenticated.session
  if (scope.kind === 'project' && scope.project.id === projectId) return undefined
  const seen =
    scope.kind === 'project'
      ? `the project ${scope.project.id}`
      : scope.kind === 'domain'
        ? `the domain ${scope.domain.name}, not to a project`
        : 'no project'
  return new GatewayError('wrong-project', `The token is scoped to ${seen}; the request is about the project ${projectId}`, {
    hint: 'Get a token with "scope": {"project": {"id": …}} of the project in the path.',
  })
}

/** A temporary key opens what the token opens that it was asked for by. */
function keyRefusal(scope: TokenScope | undefined, projectId: string): GatewayError | undefined {
  if (scope === undefined || (scope.kind === 'project' && scope.id === projectId)) return undefined
  const seen = scope.kind === 'project' ? `the project ${scope.id}` : scope.kind === 'domain' ? 'a domain, not to a project' : 'no project'
  return new GatewayError('wrong-project', `The temporary access key is scoped to ${seen}; the request is about the project ${projectId}`, {
    hint: 'Ask for one by a token with "scope": {"project": {"id": …}} of the project in the path, or by the signature of a lasting key.',
  })
}

function projectIdOf(params: unknown): string {
  return typeof params === 'object' && params !== null && 'project_id' in params && typeof params.project_id === 'string'
    ? params.project_id
    : ''
}
