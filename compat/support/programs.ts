import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { Lacking } from './client.ts'

const execute = promisify(execFile)

/** What a program needs besides its own: where it is looked for, where its package manager keeps things, and how that reaches its registry. */
const INHERITED =
  /^(PATH|HOME|LANG|TMPDIR|JAVA_HOME|GOPATH|GOROOT|GOPROXY|GONOSUMDB|GONOSUMCHECK|GOFLAGS|GOTOOLCHAIN|GOMODCACHE|GOCACHE|GOSUMDB|PIP_.*|NPM_CONFIG_.*|MAVEN_.*|SSL_CERT_.*|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|(HTTPS?|NO)_PROXY)$/i

export function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value !== undefined && INHERITED.test(name) ? [[name, value]] : [])),
  )
}

/** The file of a program that the variable names, or PATH has. @throws Lacking when neither does */
export async function findProgram(name: string, variable: string, hint: string): Promise<string> {
  const named = process.env[variable]
  const places = named === undefined ? (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)) : [named]
  for (const place of places) if (await isExecutable(place)) return place
  throw new Lacking(
    named === undefined
      ? `${name} is not in PATH, and ${variable} names none. ${hint}`
      : `${variable} names ${named}, which cannot be run.`,
  )
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** Runs what fetches or builds a client. @throws Lacking with the last that it said when it fails: without its registry a client cannot be run */
export async function prepare(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await execute(command, [...args], { cwd, env: { ...inheritedEnvironment(), ...env }, maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const said = isFailure(error) ? `${error.stdout}\n${error.stderr}`.trim().split('\n').slice(-5).join(' | ') : String(error)
    throw new Lacking(`${command} ${args.join(' ')} failed: ${said}`)
  }
}

function isFailure(error: unknown): error is { readonly stdout: string; readonly stderr: string } {
  return typeof error === 'object' && error !== null && 'stdout' in error && 'stderr' in error
}

/** Runs a client's program; what it prints is shown. @throws Error when it does not end with 0 */
export async function runShown(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(command, [...args], { cwd, env: { ...inheritedEnvironment(), ...env }, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code, signal]: (number | string | null)[] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${command} ended with ${code ?? signal}`)
}
