import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually, failure, notes, type StartedCompute, startCompute } from './fixtures/started-compute.ts'
import { ControlGroups } from './limits/control-groups.ts'
import { groupPlaces } from './limits/group-places.ts'

const FINISH = { do: 'finish' } as const
const MIB = 1024 ** 2
/** A quarter of the memory of the machine that the tests' compute is told, and what is beside it. */
const MEMORY = { memoryBytes: 1024 * MIB, limits: { besideEngineBytes: 64 * MIB } } as const
const LIMIT_MIB = 256 + 64

const controllers = process.platform === 'linux' ? ControlGroups.open().controllers : []
if (!controllers.includes('memory')) console.warn('NOT TESTED: memory limited by a control group, for this process cannot make one')

/** The queue goes on: with another worker. */
async function goesOn(started: StartedCompute): Promise<void> {
  expect(notes(await started.job([{ do: 'take-memory', mib: 8 }, { do: 'fill-scratch', mib: 8 }, FINISH]))).toEqual([])
}

describe.runIf(process.platform === 'linux')(
  'a job that wants more memory than its queue gives fails by name, and the queue goes on',
  () => {
    test.runIf(controllers.includes('memory'))('where the kernel limits it', async () => {
      await using started = await startCompute(MEMORY)
      expect(failure(await started.job([{ do: 'take-memory', mib: 2 * LIMIT_MIB }, FINISH]))).toMatchObject({
        kind: 'limit-exceeded',
        message: `The job needed more than the ${LIMIT_MIB} MiB of memory that queue q gives to one, so it was ended`,
        hint: expect.stringContaining('more CUs'),
      })
      await goesOn(started)
    })

    test('where the server looks after it', async () => {
      await using started = await startCompute({ ...MEMORY, withoutGroups: true })
      expect(
        failure(
          await started.job([
            { do: 'take-memory', mib: 2 * LIMIT_MIB },
            { do: 'wait', ms: 600_000 },
          ]),
        ),
      ).toMatchObject({
        kind: 'limit-exceeded',
        message: `The job needed more than the ${LIMIT_MIB} MiB of memory that queue q gives to one, so it was ended`,
      })
      await goesOn(started)
    })

    test('and one that is killed by somebody else is not said to have had no memory', async () => {
      await using started = await startCompute(MEMORY)
      const job = started.job(
        [
          { do: 'take-memory', mib: 16 },
          { do: 'wait', ms: 600_000 },
        ],
        { id: 'victim' },
      )
      await started.jobStarted('victim')
      const pids = started.workerPids()
      for (const pid of pids) process.kill(pid, 'SIGKILL')
      expect(failure(await job).message).toMatch(/ended from outside while it ran the job/)
    })
  },
)

describe.runIf(process.platform === 'linux')('a job that fills the disk fails by name, and the queue goes on', () => {
  test.each([false, true])('also by a file that has no name any more: %s', async (takenOut) => {
    await using started = await startCompute({ scratchBytes: 32 * MIB })
    const steps = [{ do: 'fill-scratch', mib: 200, takenOut } as const, { do: 'wait', ms: 600_000 } as const]
    expect(failure(await started.job(steps))).toMatchObject({
      kind: 'limit-exceeded',
      message: 'The job needed more than the 32 MiB of disk that queue q gives to one for what does not fit into memory, so it was ended',
      hint: expect.stringContaining('scratchGib'),
    })
    await goesOn(started)
  })
})

describe.runIf(controllers.length > 0)('control groups', () => {
  /** Groups of workers below those that this process may make any in. */
  const groups = (): readonly string[] =>
    Object.values(
      groupPlaces({
        membership: readFileSync('/proc/self/cgroup', 'utf8'),
        mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
        controllersIn: (folder) => readFileSync(join(folder, 'cgroup.controllers'), 'utf8'),
        tryParent: process.getuid?.() !== 0,
      }),
    )
      .flatMap(({ folder }) =>
        readdirSync(folder)
          .filter((name) => name.startsWith(`causeway-workers-${process.pid}-`))
          .flatMap((name) => readdirSync(join(folder, name)).map((each) => join(folder, name, each))),
      )
      .filter((path) => /\/w\d+-\d+$/.test(path))

  test('hold each worker with all that has started it, and are gone when it is', async () => {
    await using started = await startCompute()
    notes(await started.job([FINISH]))
    await eventually(() => started.isFull(3))
    const held = new Set(groups().flatMap((group) => readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').map(Number)))
    for (const pid of started.workerPids()) expect(held).toContain(pid)
    await started.compute.stop('The test has ended')
    expect(groups()).toEqual([])
  })
})
