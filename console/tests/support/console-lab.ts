import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core'
import type { Chromium } from '../../../testing/chromium.ts'
import { lendEmptyStore } from '../../../testing/empty-store.ts'
import { findFreePort } from '../../../testing/free-port.ts'
import { type GuardedProcess, openGuard } from '../../../testing/guarded-process.ts'
import { compileCache, keepProgram, lendProgram } from '../../../testing/kept-program.ts'
import { type Identity, makeIdentity } from '../../../testing/local-server.ts'
import { waitForServer } from '../../../testing/server-start.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** What ends a test that hangs, not a measure of anything. */
const PATIENCE_MS = 300_000

/** A real server with its console, and a real browser. */
export interface ConsoleLab extends AsyncDisposable {
  /** http://127.0.0.1:port */
  readonly endpoint: string
  readonly identity: Identity
  readonly browser: Browser
  /** What a page's policy has refused, and what a script of it has thrown, of all pages that were opened. */
  readonly faults: readonly string[]
  /** A page of a visitor of its own, logged in; at a path below /console. */
  open(path: string, options?: { readonly colorScheme?: 'light' | 'dark' }): Promise<Page>
  /** A page of a visitor of its own whom nobody knows. */
  openAsStranger(path: string): Promise<Page>
  /** Ends the server at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again, on the same port and data folder. */
  restart(): Promise<void>
  /** A call of the API, by the identity's key pair as a session of the console; JSON. */
  call(method: string, path: string, body?: unknown): Promise<unknown>
}

/** No worker that waits for a queue instead of two: each costs nearly a second of a processor, and pages look the same. */
const NONE_AHEAD = 'spareWorkers: 0\n'

/** @param settings what stands in causeway.yaml besides */
export async function startConsoleLab(chromium: Chromium, settings = ''): Promise<ConsoleLab> {
  await using started = new AsyncDisposableStack()
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/build-console.ts')], { cwd: ROOT })
  const identity = makeIdentity()
  const folder = await mkdtemp(join(tmpdir(), 'causeway-console-'))
  await writeFile(join(folder, 'causeway.yaml'), `${NONE_AHEAD}${settings}`)
  const guard = openGuard(folder)
  const home = join(folder, 'home')
  started.defer(async () => {
    await keepProgram(home)
    await guard.stop()
  })
  await lendProgram(home)
  await lendEmptyStore(home)
  const port = await findFreePort()
  let starts = 0
  let server: GuardedProcess | undefined
  async function start(): Promise<string> {
    starts += 1
    const logFile = join(folder, `server-${starts}.log`)
    server = await guard.run({
      command: process.execPath,
      args: ['--no-maglev-osr', join(ROOT, 'src/cli/causeway.ts'), 'start', '--port', String(port), '--home', home],
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_COMPILE_CACHE: compileCache,
        CAUSEWAY_DOMAIN: identity.domain,
        CAUSEWAY_USER: identity.user,
        CAUSEWAY_PASSWORD: identity.password,
        CAUSEWAY_PROJECT: identity.project,
        CAUSEWAY_PROJECT_ID: identity.projectId,
        CAUSEWAY_ACCESS_KEY: identity.accessKey,
        CAUSEWAY_SECRET_KEY: identity.secretKey,
      },
      outputFile: logFile,
    })
    return await waitForServer(server, logFile)
  }
  const endpoint = await start()
  const browser = await driver.launch({ executablePath: chromium.program, args: [...chromium.args], env: { ...chromium.env } })
  started.defer(() => browser.close())
  const faults: string[] = []

  async function openContext(options: { readonly colorScheme?: 'light' | 'dark' } = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
    context.setDefaultTimeout(PATIENCE_MS)
    context.on('weberror', (fault) => faults.push(String(fault.error())))
    context.on('console', (message) => {
      if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(message.text())
    })
    return context
  }

  let session: { readonly cookie: string; readonly page: string } | undefined
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    session ??= await openSession(endpoint, identity)
    const answer = await fetch(`${endpoint}/console/api${path.replaceAll('{project_id}', identity.projectId)}`, {
      method,
      headers: { cookie: session.cookie, 'x-causeway-console': session.page, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    const value: unknown = text === '' ? undefined : JSON.parse(text)
    return value
  }

  const all = started.move()
  return {
    endpoint,
    identity,
    browser,
    faults,
    async open(path, options) {
      const page = await (await openContext(options)).newPage()
      await page.goto(`${endpoint}/console${path}`)
      await logIn(page, identity)
      return page
    },
    async openAsStranger(path) {
      const page = await (await openContext()).newPage()
      await page.goto(`${endpoint}/console${path}`)
      return page
    },
    async kill() {
      if (server === undefined) return
      process.kill(server.pid, 'SIGKILL')
      await server.ended
    },
    async restart() {
      await start()
    },
    call,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

export async function logIn(page: Page, { user, password }: Identity): Promise<void> {
  await page.locator('input[name=user]').fill(user)
  await page.locator('input[name=password]').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Log out' }).waitFor()
}

async function openSession(endpoint: string, { accessKey, secretKey }: Identity) {
  const answer = await fetch(`${endpoint}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ access_key: accessKey, secret_key: secretKey }),
  })
  const body: unknown = await answer.json()
  if (typeof body !== 'object' || body === null || !('page_key' in body)) throw new Error(`no session: ${JSON.stringify(body)}`)
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', page: String(body.page_key) }
}
