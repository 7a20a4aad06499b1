import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { PageFailure } from './page-failure.tsx'
import { PageMissing } from './page-missing.tsx'
import { PAGES } from './pages.ts'
import { parseSearch, stringifySearch } from './search-state.ts'
import { Shell } from './shell.tsx'

/** Each page is a chunk of its own, loaded when it is first opened. */
const modules = import.meta.glob<{ readonly Page: ComponentType }>('../pages/*/page.tsx')

const root = createRootRoute({ component: Shell })

const index = createRoute({ getParentRoute: () => root, path: '/', component: () => <Navigate to="/topology" replace /> })

const pages = PAGES.flatMap(({ path }) => {
  const load = modules[`../pages/${path}/page.tsx`]
  return load === undefined ? [] : [createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, 'Page') })]
})

export const router = createRouter({
  routeTree: root.addChildren([index, ...pages]),
  basepath: '/console',
  parseSearch,
  stringifySearch,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: PageMissing,
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
