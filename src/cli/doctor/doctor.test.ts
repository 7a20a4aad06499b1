import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileCache } from '../../../testing/kept-program.ts'
import { systemClock } from '../../base/clock.ts'
import { dataFiles } from '../../base/data-files.ts'
import type { SandboxReport } from '../../server/compute/sandbox/sandbox.ts'
import type { Finding } from './finding.ts'
import { folderFindings } from './folder-findings.ts'
import { clock, port } from './machine-findings.ts'
import { readinessFindings } from './readiness-findings.ts'
import { sandboxFindings } from './sandbox-findings.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-doctor-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const named = (findings: readonly Finding[], name: string): Finding | undefined => findings.find((finding) => finding.name === name)

function home(name: string): string {
  const made = join(folder, name)
  mkdirSync(made, { mode: 0o700 })
  return made
}

test('a data folder that others may look into, and a key that others may read, are wrong, with the command that mends them', async () => {
  const open = home('open')
  writeFileSync(dataFiles(open).masterKey, 'key')
  chmodSync(dataFiles(open).masterKey, 0o644)
  chmodSync(open, 0o755)
  const findings = await folderFindings(open)
  expect(named(findings, 'rights of the data folder')).toMatchObject({ outcome: 'wrong', remedies: [`chmod 0700 ${open}`] })
  expect(named(findings, 'master.key')).toMatchObject({ outcome: 'wrong', remedies: [`chmod 0600 ${dataFiles(open).masterKey}`] })
  chmodSync(dataFiles(open).masterKey, 0o600)
  chmodSync(open, 0o700)
  expect((await folderFindings(open)).map(({ outcome }) => outcome)).toEqual(['fine', 'fine', 'fine'])
})

test('a database without its key is wrong; a folder that is not there yet is not', async () => {
  const keyless = home('keyless')
  writeFileSync(dataFiles(keyless).database, '')
  expect(named(await folderFindings(keyless), 'master.key')).toMatchObject({ outcome: 'wrong' })
  expect((await folderFindings(join(folder, 'none'))).map(({ outcome }) => outcome)).toEqual(['fine'])
})

test('a clock that is behind the database is wrong', async () => {
  const late = home('late')
  writeFileSync(dataFiles(late).database, '')
  expect(await clock(late, systemClock)).toMatchObject({ outcome: 'fine' })
  const tomorrow = Date.now() / 1000 + 86_400
  utimesSync(dataFiles(late).database, tomorrow, tomorrow)
  expect(await clock(late, systemClock)).toMatchObject({ outcome: 'wrong', remedies: ['timedatectl set-ntp true'] })
})

test('a port at which another program listens is wrong', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port: number } = taken.address() as AddressInfo
  expect(await port('127.0.0.1', number)).toMatchObject({ outcome: 'wrong', seen: expect.stringContaining('another program') })
  await new Promise((resolve) => taken.close(resolve))
  expect(await port('127.0.0.1', number)).toMatchObject({ outcome: 'fine' })
})

describe('the sandbox', () => {
  const LIMITS = { memory: 'control-group', threads: 'control-group', processor: 'control-group', scratch: 'watched' } as const
  const FULL: SandboxReport = {
    level: 'full',
    ownNetwork: 'none',
    callFilter: 'in-force',
    processNamespace: 'own',
    fileSystem: 'own',
    user: 'nobody',
    limits: LIMITS,
    details: [],
  }
  const measured = (report: Partial<SandboxReport>, isFullRequired = false): readonly Finding[] =>
    sandboxFindings({ report: { ...FULL, ...report }, missingPrograms: ['pivot_root'], isFullRequired })

  test('that is full is fine', () => expect(measured({}).map(({ outcome }) => outcome)).toEqual(['fine', 'fine']))

  test('that is less is weak, says what is missing, and is wrong where the settings ask for all of it', () => {
    expect(named(measured({ level: 'namespaces' }), 'sandbox')).toMatchObject({
      outcome: 'weak',
      remedies: expect.arrayContaining([expect.stringContaining('pivot_root')]),
    })
    expect(named(measured({ level: 'namespaces' }, true), 'sandbox')).toMatchObject({ outcome: 'wrong' })
  })

  test.runIf(process.geteuid?.() === 0)('whose workers have the rights of root is weak, and says how not to', () => {
    expect(named(measured({ user: 'server' }), 'user of workers')).toMatchObject({
      outcome: 'weak',
      remedies: [expect.stringContaining('a user of its own')],
    })
  })

  test('without control groups is weak, with the line of the unit file', () => {
    expect(named(measured({ limits: { ...LIMITS, memory: 'watched' } }), 'limits of workers')).toMatchObject({
      outcome: 'weak',
      remedies: expect.arrayContaining([expect.stringContaining('Delegate=yes')]),
    })
  })
})

const SANDBOX = {
  level: 'full',
  own_network: 'none',
  call_filter: 'in-force',
  process_namespace: 'own',
  file_system: 'own',
  user: 'nobody',
  limits: { memory: 'control-group', threads: 'control-group', processor: 'control-group', scratch: 'watched' },
}

test('a server that runs is told in words', () => {
  expect(readinessFindings({ status: 'ready', reasons: [], spare_workers: 1, sandbox: SANDBOX })).toEqual([
    {
      name: 'server',
      outcome: 'fine',
      seen: 'it takes jobs; its workers are held by full: network none, filter of system calls in-force, processes own, files own, rights of nobody; limits: memory control-group, threads control-group, processor control-group, scratch watched',
      remedies: [],
    },
  ])
})

test('a server that takes no jobs is wrong, and says why', () => {
  expect(readinessFindings({ status: 'not-ready', reasons: ['No worker has started yet', 'The disk is full'] })).toEqual([
    {
      name: 'server',
      outcome: 'wrong',
      seen: 'it runs, and takes no jobs: No worker has started yet; The disk is full',
      remedies: ['Wait, and ask again'],
    },
  ])
})

test('each attachment that is down is a finding of its own, with what would help; the server is fine without other reasons', () => {
  const reason = 'The attachment of VPC v (ssh) is down: No answer from a@b:22'
  const told = { status: 'degraded', attachments_down: [{ reason, remedies: ['Check that the bastion runs'] }], sandbox: SANDBOX }
  const down = { name: 'attachment', outcome: 'weak', seen: reason, remedies: ['Check that the bastion runs'] }
  expect(readinessFindings({ ...told, reasons: [reason] })).toMatchObject([{ name: 'server', outcome: 'fine' }, down])
  expect(readinessFindings({ ...told, reasons: ['Slow', reason] })).toMatchObject([
    { name: 'server', outcome: 'weak', seen: expect.stringMatching(/^it takes jobs, later than usual: Slow; its workers/) },
    down,
  ])
})

test('the command prints each finding, ends with 1 when something is wrong, and leaves nothing behind', () => {
  const fresh = home('fresh')
  const run = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string } =>
    spawnSync(process.execPath, [join(import.meta.dirname, '..', 'causeway.ts'), 'doctor', '--port', '0', '--home', fresh, ...args], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    })
  const good = run('--json')
  const told = JSON.parse(good.stdout) as { readonly findings: readonly Finding[] }
  expect(good.status).toBe(0)
  expect(told.findings.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['versions', 'sandbox', 'limits of workers', 'disk', 'master.key']),
  )
  expect(readdirSync(fresh)).toEqual([])
  chmodSync(fresh, 0o755)
  const bad = run()
  expect(bad.status).toBe(1)
  expect(bad.stdout).toMatch(/^WRONG {2}rights of the data folder: 0755.*\n +chmod 0700 /m)
})
