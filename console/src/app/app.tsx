import { MantineProvider } from '@mantine/core'
import { lazy, Suspense, useEffect } from 'react'
import { useStore } from '../api/store.ts'
import { ErrorPanel } from '../components/error-panel.tsx'
import { LogInPage } from '../session/log-in-page.tsx'
import { lookUpSession, sessionState } from '../session/session-store.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { LostBanner } from './lost-banner.tsx'
import { theme } from './theme.ts'

/** What only who is logged in needs. */
const Pages = lazy(() => import('./logged-in.tsx'))

export function App() {
  useEffect(() => void lookUpSession(), [])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <LostBanner />
      <Inside />
    </MantineProvider>
  )
}

function Inside() {
  const state = useStore(sessionState)
  switch (state.kind) {
    case 'looking':
      return <Opening />
    case 'out':
      return <LogInPage why={state.why} />
    case 'in':
      return (
        <ErrorBoundary>
          <Suspense fallback={<Opening />}>
            <Pages />
          </Suspense>
        </ErrorBoundary>
      )
    case 'unknown':
      return (
        <main>
          <h1>The console cannot be opened</h1>
          <ErrorPanel failure={state.failure} onRetry={() => void lookUpSession()} />
        </main>
      )
  }
}

const Opening = () => (
  <main>
    <p role="status">The console is being opened…</p>
  </main>
)
