import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findIsolationTools, isolationCandidates, workerCommand } from './isolation.ts'
import { measureSandbox } from './sandbox.ts'
import { openProbeTargets, runProbe } from './sandbox-probe.ts'

const SOURCE = join(import.meta.dirname, '..', '..', '..')
const programFolders = [SOURCE, join(SOURCE, '..', 'node_modules')]
const PATH = '/usr/bin:/bin:/usr/sbin:/sbin'
const isRoot = process.getuid?.() === 0

describe('sandbox', () => {
  test('what is reported was measured: nothing is reachable, readable or startable from where a worker runs', async () => {
    const { report, isolation, tools } = await measureSandbox({ programFolders, path: PATH, isRoot })
    expect(report.ownNetwork).toBe('none')
    expect(report.details.join('\n')).not.toMatch(/POSSIBLE|NOT empty/)
    await using targets = await openProbeTargets()
    const probe = join(import.meta.dirname, 'sandbox-probe-main.ts')
    const result = await runProbe(workerCommand(isolation, tools, { entry: probe, readable: programFolders, writable: [] }), targets.task)
    expect(result).toEqual({
      kind: 'seen',
      sight: {
        tcp: 'ERR_ACCESS_DENIED',
        unixSocket: 'ERR_ACCESS_DENIED',
        readOutside: 'ERR_ACCESS_DENIED',
        spawnProgram: 'ERR_ACCESS_DENIED',
        environmentNames: [],
      },
    })
    expect(targets.arrivals()).toBe(0)
  })

  test('a namespace is only reported where it stops the network by itself', async () => {
    const { report, isolation, tools } = await measureSandbox({ programFolders, path: PATH, isRoot })
    if (report.level === 'permission-only') return expect(isolation.kind).toBe('plain')
    await using targets = await openProbeTargets()
    const access = { entry: join(import.meta.dirname, 'sandbox-probe-main.ts'), readable: programFolders, writable: [], network: true }
    const result = await runProbe(workerCommand(isolation, tools, access), targets.task)
    expect(result).toMatchObject({ kind: 'seen', sight: { tcp: 'ENETUNREACH' } })
  })

  test('the probe does see an open network: the measurement can fail', async () => {
    await using targets = await openProbeTargets()
    const access = { entry: join(import.meta.dirname, 'sandbox-probe-main.ts'), readable: programFolders, writable: [], network: true }
    const none = { unshare: undefined, setpriv: undefined, prlimit: undefined }
    const result = await runProbe(workerCommand({ kind: 'plain', wrap: [] }, none, access), targets.task)
    expect(result).toMatchObject({ kind: 'seen', sight: { tcp: 'possible', unixSocket: 'possible', readOutside: 'ERR_ACCESS_DENIED' } })
    expect(targets.arrivals()).toBe(2)
  })

  test('without the wrapping programs the level is permission-only, and the network is still closed', async () => {
    const { report, isolation } = await measureSandbox({ programFolders, path: '', isRoot })
    expect(isolation).toEqual({ kind: 'plain', wrap: [] })
    expect(report).toMatchObject({ level: 'permission-only', ownNetwork: 'none' })
  })

  test('a probe that cannot start is told, and leaves nothing behind', async () => {
    const targets = await openProbeTargets()
    const { fileOutside } = targets.task
    expect(await runProbe({ file: '/does/not/exist', args: [] }, targets.task)).toMatchObject({ kind: 'not-started' })
    expect(await runProbe({ file: process.execPath, args: ['-e', 'process.exit(3)'] }, targets.task)).toEqual({
      kind: 'not-started',
      why: 'exit code 3',
    })
    expect(await runProbe({ file: process.execPath, args: ['-e', 'process.send({})'] }, targets.task)).toMatchObject({
      kind: 'not-started',
    })
    await targets[Symbol.asyncDispose]()
    expect(existsSync(fileOutside)).toBe(false)
  })

  test('root gets a user namespace first too, an ordinary user nothing that needs root', () => {
    const tools = findIsolationTools(PATH)
    const all = { unshare: '/u', setpriv: '/s', prlimit: '/p' }
    expect(isolationCandidates(all, true).map(({ kind }) => kind)).toEqual([
      'user-namespace',
      'user-namespace',
      'network-namespace',
      'network-namespace',
      'plain',
      'plain',
    ])
    expect(isolationCandidates(all, false).map(({ kind }) => kind)).toEqual(['user-namespace', 'user-namespace', 'plain', 'plain'])
    expect(isolationCandidates({ ...tools, unshare: undefined, setpriv: undefined }, true)).toEqual([{ kind: 'plain', wrap: [] }])
  })
})
