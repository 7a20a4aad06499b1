import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../base/clock.ts'
import type { Config } from '../../base/config.ts'
import { dataFiles } from '../../base/data-files.ts'
import { asCausewayError } from '../../base/errors.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'
import { readSettings, type StartFlags } from '../settings.ts'
import { type Finding, fine, wrong } from './finding.ts'
import { folderFindings } from './folder-findings.ts'
import { clock, descriptors, disk, port, user, versions } from './machine-findings.ts'
import { readinessFindings } from './readiness-findings.ts'
import { sandboxFindings } from './sandbox-findings.ts'

export interface Examination {
  readonly findings: readonly Finding[]
  /** What the probes of the sandbox said. */
  readonly details: readonly string[]
}

/** Programs without which a worker has no files of its own, by their names. */
const PROGRAMS = ['unshare', 'setpriv', 'prlimit', 'mount', 'umount', 'pivot_root', 'sh', 'env', 'mkdir'] as const

/** Looks at this machine and at a data folder as the server that is to run there would; and at that server, where it runs. Changes nothing. */
export async function examine(flags: StartFlags, version: string, workingFolder: string): Promise<Examination> {
  const general = [versions(version), user(), descriptors()]
  let config: Config
  try {
    config = await readSettings(flags, process.env, workingFolder)
  } catch (thrown) {
    const { message, hint } = asCausewayError(thrown)
    return { findings: [...general, wrong('settings', message, ...(hint === undefined ? [] : [hint]))], details: [] }
  }
  const { home } = config
  const server = await serverFindings(home)
  const { findings: sandbox, details } = await measured(config)
  return {
    findings: [
      ...general,
      fine('settings', `data folder ${home}`),
      ...(await folderFindings(home)),
      await disk(home),
      await clock(home, systemClock),
      ...server.findings,
      ...(server.isRunning || config.port === 0 ? [] : [await port(config.host, config.port)]),
      ...sandbox,
    ],
    details,
  }
}

/** By the same probes as at a start, in a folder of their own: within the data folder, which workers have to enter, where that is this user's. */
async function measured(config: Config): Promise<{ readonly findings: readonly Finding[]; readonly details: readonly string[] }> {
  const { measureServerSandbox } = await import('../../server/compute/sandbox/server-sandbox.ts')
  const owner = (await stat(config.home).catch(() => undefined))?.uid
  const isOurs = owner !== undefined && owner === process.getuid?.()
  const made = await mkdtemp(join(isOurs ? config.home : tmpdir(), 'causeway-doctor-'))
  try {
    const { report, tools, groups } = await measureServerSandbox({ home: made })
    groups.close()
    const found = { ...tools, ...tools.view, ...tools.mounts }
    const has: Readonly<Record<(typeof PROGRAMS)[number], string | undefined>> = {
      unshare: found.unshare,
      setpriv: found.setpriv,
      prlimit: found.prlimit,
      mount: found.mount,
      umount: found.umount,
      pivot_root: found.pivotRoot,
      sh: found.sh,
      env: found.env,
      mkdir: found.mkdir,
    }
    const missingPrograms =
      tools.view !== undefined && tools.prlimit !== undefined ? [] : PROGRAMS.filter((name) => has[name] === undefined)
    return { findings: sandboxFindings({ report, missingPrograms, isFullRequired: config.sandbox === 'full' }), details: report.details }
  } catch (thrown) {
    const { message, hint } = asCausewayError(thrown)
    return { findings: [wrong('sandbox', message, ...(hint === undefined ? [] : [hint]))], details: [] }
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** The server that runs on the data folder, by what it tells itself. */
async function serverFindings(home: string): Promise<{ readonly isRunning: boolean; readonly findings: readonly Finding[] }> {
  const owner = await readFile(dataFiles(home).owner, 'utf8').catch(() => undefined)
  if (owner === undefined) return { isRunning: false, findings: [fine('server', 'none runs on the data folder')] }
  const { localServer } = await import('../connect/local-server.ts')
  try {
    const told = await (await localServer(home)).ask('GET', '/readyz')
    return { isRunning: true, findings: readinessFindings(told) }
  } catch (thrown) {
    // One that takes no jobs says so by a failure, with why.
    if (thrown instanceof ServerRefusal && 'reasons' in thrown.body) return { isRunning: true, findings: readinessFindings(thrown.body) }
    const { kind, message, hint } = asCausewayError(thrown)
    // What a killed one has left behind.
    if (kind === 'unavailable') return { isRunning: false, findings: [fine('server', 'none runs on the data folder')] }
    return { isRunning: true, findings: [wrong('server', message, hint ?? 'causeway status tells what it waits for')] }
  }
}
