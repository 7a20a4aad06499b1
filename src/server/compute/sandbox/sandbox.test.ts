import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
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
    const { report, isolation, tools } = await measureSandbox({ programFolders, path: PATH, isRoot, scratchFolder: tmpdir() })
    expect(report.ownNetwork).toBe('none')
    expect(report.details.join('\n')).not.toMatch(/POSSIBLE|NOT empty/)
    await using targets = await openProbeTargets(tmpdir())
    const probe = join(import.meta.dirname, 'sandbox-probe-main.ts')
    const result = await runProbe(
      workerCommand(isolation, tools, { entry: probe, readable: programFolders, writable: [], callFilter: true }),
      targets,
    )
    expect(result).toEqual({
      kind: 'seen',
      sight: {
        tcp: 'ERR_ACCESS_DENIED',
        unixSocket: 'ERR_ACCESS_DENIED',
        readOutside: 'ERR_ACCESS_DENIED',
        spawnProgram: 'ERR_ACCESS_DENIED',
        environmentNames: [],
        isFirstProcess: report.processNamespace === 'own',
        native: {
          socket: 'EPERM',
          turnHandedSocket: 'EPERM',
          becomeProgram: 'EPERM',
          startProgram: 'EPERM',
          signalServer: 'EPERM',
          ownDescriptorByServer: 'EPERM',
          openServerMemory: report.processNamespace === 'own' ? 'ENOENT' : expect.any(String),
          openFileInside: 'possible',
          // Said in LIMITATIONS.md: no filter knows a path.
          openFileOutside: report.fileSystem === 'own' ? 'ENOENT' : 'possible',
          writeFileOutside: { own: 'ENOENT', 'read-only': 'EROFS', writable: 'possible' }[report.fileSystem],
          // An ordinary user has not the right either, which the kernel looks at first.
          writeKernelSetting: report.fileSystem === 'writable' ? expect.any(String) : expect.stringMatching(/^(EROFS|EACCES)$/),
          writeDevice: { own: 'ENOENT', 'read-only': 'EACCES', writable: expect.any(String) }[report.fileSystem],
        },
      },
    })
    expect(report.callFilter).toBe('in-force')
    // Whoever has mounts of its own closes them.
    expect(report.fileSystem).toBe(
      isolation.view !== undefined || isolation.launch !== undefined
        ? 'own'
        : isolation.processes === 'own-with-proc'
          ? 'read-only'
          : 'writable',
    )
    // Whoever has user namespaces has everything.
    expect(report.level).toBe({ 'user-namespace': 'full', 'network-namespace': 'namespaces', plain: 'runtime' }[isolation.kind])
    expect(targets.arrivals()).toBe(0)
  })

  test('a namespace is only reported where it stops the network by itself', async () => {
    const { report, isolation, tools } = await measureSandbox({ programFolders, path: PATH, isRoot, scratchFolder: tmpdir() })
    if (report.level === 'runtime') return expect(isolation.kind).toBe('plain')
    await using targets = await openProbeTargets(tmpdir())
    const access = { entry: join(import.meta.dirname, 'sandbox-probe-main.ts'), readable: programFolders, writable: [], network: true }
    const result = await runProbe(workerCommand(isolation, tools, access), targets)
    expect(result).toMatchObject({ kind: 'seen', sight: { tcp: 'ENETUNREACH' } })
  })

  test('the probe does see an open network: the measurement can fail', async () => {
    await using targets = await openProbeTargets(tmpdir())
    const access = { entry: join(import.meta.dirname, 'sandbox-probe-main.ts'), readable: programFolders, writable: [], network: true }
    const none = { unshare: undefined, setpriv: undefined, prlimit: undefined }
    const result = await runProbe(workerCommand({ kind: 'plain', processes: 'shared', wrap: [] }, none, access), targets)
    expect(result).toMatchObject({ kind: 'seen', sight: { tcp: 'possible', unixSocket: 'possible', readOutside: 'ERR_ACCESS_DENIED' } })
    expect(result).toMatchObject({
      sight: {
        isFirstProcess: false,
        native: {
          socket: 'possible',
          turnHandedSocket: 'possible',
          becomeProgram: 'possible',
          startProgram: 'possible',
          signalServer: 'possible',
          ownDescriptorByServer: 'possible',
          writeFileOutside: 'possible',
          ...(isRoot ? { writeKernelSetting: 'possible' } : {}),
        },
      },
    })
    expect(targets.arrivals()).toBe(2)
  })

  test('without the wrapping programs the level is runtime, and the network is still closed', async () => {
    const { report, isolation } = await measureSandbox({ programFolders, path: '', isRoot, scratchFolder: tmpdir() })
    expect(isolation).toEqual({ kind: 'plain', processes: 'shared', wrap: [] })
    expect(report).toMatchObject({
      level: 'runtime',
      ownNetwork: 'none',
      callFilter: 'in-force',
      processNamespace: 'shared',
      fileSystem: 'writable',
    })
  })

  test('a machine that forbids user namespaces says so and goes on, with the filter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-unshare-'))
    try {
      const refusing = `#!/bin/sh\ncase "$1" in -U*) echo "unshare: it is forbidden" >&2; exit 1;; esac\nexec ${findIsolationTools(PATH).unshare ?? 'unshare'} "$@"\n`
      await writeFile(join(folder, 'unshare'), refusing, { mode: 0o755 })
      const { report, isolation } = await measureSandbox({
        programFolders,
        path: `${folder}:${PATH}`,
        withoutLauncher: true,
        isRoot,
        scratchFolder: tmpdir(),
      })
      expect(report.details[1]).toMatch(
        /^No user namespace with processes and \/proc of its own and files of its own, by setpriv: exit code 1 \(unshare: it is forbidden\)$/,
      )
      expect(report).toMatchObject({ ownNetwork: 'none', callFilter: 'in-force' })
      expect(isolation.kind).not.toBe('user-namespace')
      // A network namespace of root's own is one with processes of its own too; an ordinary user has neither.
      expect(report.processNamespace).toBe(isolation.kind === 'network-namespace' ? 'own' : 'shared')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('a probe that cannot start is told, and leaves nothing behind', async () => {
    const targets = await openProbeTargets(tmpdir())
    const { fileOutside } = targets.task
    expect(await runProbe({ file: '/does/not/exist', args: [], forks: false, view: undefined }, targets)).toMatchObject({
      kind: 'not-started',
    })
    expect(
      await runProbe(
        { file: process.execPath, args: ['-e', 'console.error("so"); process.exit(3)'], forks: false, view: undefined },
        targets,
      ),
    ).toEqual({
      kind: 'not-started',
      why: 'exit code 3 (so)',
    })
    expect(
      await runProbe({ file: process.execPath, args: ['-e', 'process.send({})'], forks: false, view: undefined }, targets),
    ).toMatchObject({
      kind: 'not-started',
    })
    await targets[Symbol.asyncDispose]()
    expect(existsSync(fileOutside)).toBe(false)
  })

  test('root gets a user namespace first too, an ordinary user nothing that needs root', () => {
    const tools = findIsolationTools(PATH)
    const mounts = { sh: '/sh', mount: '/m', env: '/e' }
    const view = { ...mounts, umount: '/um', mkdir: '/mk', pivotRoot: '/pr' }
    const all = { unshare: '/u', setpriv: '/s', prlimit: '/p', mounts, view }
    const shown = (isRoot: boolean): readonly string[] =>
      isolationCandidates(all, isRoot).map(
        (way) =>
          `${way.kind}, ${way.processes}${way.view === undefined ? '' : ', own files'}${way.readOnly === undefined ? '' : ', read-only'}`,
      )
    const eachWay = (kind: string): readonly string[] =>
      ['own-with-proc, own files', 'own-with-proc, read-only', 'own-with-proc', 'own', 'shared'].map((processes) => `${kind}, ${processes}`)
    const forAll = [...eachWay('user-namespace'), ...eachWay('user-namespace')]
    const plain = ['plain, shared', 'plain, shared']
    expect(shown(true)).toEqual([...forAll, ...eachWay('network-namespace'), ...eachWay('network-namespace'), ...plain])
    expect(shown(false)).toEqual([...forAll, ...plain])
    expect(isolationCandidates({ ...tools, unshare: undefined, setpriv: undefined }, true)).toEqual([
      { kind: 'plain', processes: 'shared', wrap: [] },
    ])
  })
})
