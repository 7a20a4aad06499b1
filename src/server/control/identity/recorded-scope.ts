import type { Domain, Project, TokenScope } from '../../domain/account.ts'

/** What a token opens. */
export type GrantedScope =
  | { readonly kind: 'none' }
  | { readonly kind: 'project'; readonly project: Project }
  | { readonly kind: 'domain'; readonly domain: Domain }

/** As it is kept: what it opens is looked up anew each time. */
export function recordedScope(scope: GrantedScope): TokenScope {
  switch (scope.kind) {
    case 'none':
      return { kind: 'none' }
    case 'project':
      return { kind: 'project', id: scope.project.id }
    case 'domain':
      return { kind: 'domain', id: scope.domain.id }
  }
}
