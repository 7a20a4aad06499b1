import { Button, NativeSelect, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useStore } from '../api/store.ts'
import { followEvents, liveState } from '../events/live-events.ts'
import { forgetMissed, logOut, lookUpSession, sessionState } from '../session/session-store.ts'
import { keepFocus } from './kept-focus.ts'
import { PAGES } from './pages.ts'
import classes from './shell.module.css'
import { useProjectInAddress } from './use-project-in-address.ts'

/** The frame of every page: where one is, as whom, in which project. */
export function Shell() {
  const state = useStore(sessionState)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const main = useRef<HTMLElement>(null)
  const pages = useRef<HTMLElement>(null)
  const projectId = state.kind === 'in' ? state.session.project?.id : undefined
  const userId = state.kind === 'in' ? state.session.user.id : undefined

  useEffect(() => (projectId === undefined || userId === undefined ? undefined : followEvents()), [projectId, userId])

  useEffect(keepFocus, [])

  const choose = useProjectInAddress(projectId)

  const shown = useRef(path)
  useEffect(() => {
    const label = PAGES.find((page) => path.endsWith(`/${page.path}`))?.label
    document.title = label === undefined ? 'Causeway' : `${label} · Causeway`
    // Who goes to another page by the keyboard is at its beginning.
    if (shown.current !== path) main.current?.focus({ preventScroll: true })
    shown.current = path
  }, [path])

  const isIn = state.kind === 'in'
  useEffect(() => {
    if (!isIn) return
    // In a narrow window the names of the pages are a line that is longer than it.
    const links = [...(pages.current?.querySelectorAll('a') ?? [])]
    links.find(({ pathname }) => pathname.endsWith(path))?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isIn, path])

  if (state.kind !== 'in') return null
  const { user, projects, project, missed } = state.session
  return (
    <div className={classes['shell']}>
      <a className={classes['skip']} href="#main">
        Skip to the page
      </a>
      <header className={classes['header']}>
        <strong className={classes['brand']}>Causeway</strong>
        {project === undefined ? null : <LiveSign />}
        <span className={classes['space']} />
        {projects.length > 1 ? (
          <NativeSelect
            aria-label="Project"
            size="xs"
            value={project?.id ?? ''}
            data={projects.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => choose(event.currentTarget.value)}
          />
        ) : (
          <span>{project?.name ?? 'no project'}</span>
        )}
        <span>{user.name}</span>
        <SchemeButton />
        <Button size="xs" variant="default" onClick={() => void logOut()}>
          Log out
        </Button>
      </header>
      <nav ref={pages} className={classes['nav']} aria-label="Pages">
        <ul>
          {PAGES.map((page) => (
            <li key={page.path}>
              <Link to={`/${page.path}`} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}>
                {page.label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" ref={main} tabIndex={-1} className={classes['main']} key={`${userId} ${projectId}`}>
        {project === undefined ? null : <OtherProject missed={missed} shown={project.name} />}
        {project === undefined ? <NoProject name={user.name} /> : <Outlet />}
      </main>
    </div>
  )
}

/** Who has asked for another project is not to take this one for it. */
function OtherProject({ missed, shown }: { readonly missed: string | undefined; readonly shown: string }) {
  return (
    <div role="status">
      {missed === undefined ? null : (
        <p className={classes['note']}>
          <span>
            The project {missed} was asked for: there is none, or you have no right in it. This is the project <strong>{shown}</strong>.
          </span>
          <Button size="xs" variant="default" onClick={forgetMissed}>
            Understood
          </Button>
        </p>
      )}
    </div>
  )
}

const LOOK_AGAIN_MS = 5_000

/** There are no events of a project to tell when one is given: it is asked for. */
function NoProject({ name }: { readonly name: string }) {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void lookUpSession()
    }, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <>
      <h1>No project</h1>
      <p>
        {name} has no right in any project. An administrator gives one: <code>causeway project grant PROJECT {name} ROLE</code>. It is seen
        here by itself.
      </p>
    </>
  )
}

const LIVE_WORDS = {
  live: '● live',
  lost: '○ not live',
  restricted: '○ not live: single rights',
  connecting: '○ connecting',
} as const

/** Whether what is shown follows what happens. */
function LiveSign() {
  const live = useStore(liveState)
  return (
    <span
      className={classes['live']}
      data-state={live}
      title={
        live === 'restricted'
          ? 'What happens in the project is told to those who have a role in it, and you have single rights: a page shows what was so when it was opened, or your rights last changed'
          : 'Whether this page is told at once what happens'
      }
    >
      {LIVE_WORDS[live]}
    </span>
  )
}

function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <Button size="xs" variant="default" onClick={() => setColorScheme(other)}>
      {other === 'dark' ? 'Dark' : 'Light'}
    </Button>
  )
}
