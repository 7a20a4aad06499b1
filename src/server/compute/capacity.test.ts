import { describe, expect, test } from 'vitest'
import { capacityOf, thisMachine } from './capacity.ts'

const GIB = 1024 ** 3

describe('capacity of a queue', () => {
  test.each([
    // cuCount, cores, memory GiB, jobs at once, memory of a job GiB, threads
    [16, 2, 24, 4, 6, 2],
    [16, 8, 64, 4, 16, 8],
    [16, 64, 512, 4, 64, 16],
    [64, 2, 24, 4, 6, 2],
    [64, 64, 512, 16, 128, 64],
    [256, 4, 16, 8, 4, 4],
    [4, 8, 64, 1, 16, 4],
    [1, 8, 64, 1, 4, 1],
    [0, 8, 64, 0, 4, 1],
    [16, 1, 2, 2, 0.5, 1],
    [16, 1, 0.5, 2, 0.25, 1],
  ])('%d CUs on %d cores and %d GiB: %d jobs at once, %d GiB and %d threads each', (cus, cores, memory, jobs, jobMemory, threads) => {
    expect(capacityOf(cus, { cores, memoryBytes: memory * GIB })).toEqual({ jobsMax: jobs, memoryBytesMax: jobMemory * GIB, threads })
  })

  test.each([
    // cuCount, instances, jobs of each, jobs at once of the 16 that its size allows
    [64, undefined, undefined, 16],
    [64, 2, 4, 8],
    [64, 2, 1, 2],
    [64, undefined, 1, 4],
    [64, 2, undefined, 16],
    [64, 4, 32, 16],
    [16, 2, 1, 2],
    [0, 2, 4, 0],
  ])('%d CUs with %s instances of %s jobs: %d at once', (cus, instances, jobsOfInstance, jobs) => {
    expect(capacityOf(cus, { cores: 64, memoryBytes: 512 * GIB }, { instances, jobsOfInstance }).jobsMax).toBe(jobs)
  })

  test('this machine has cores and memory', () => {
    const machine = thisMachine()
    expect(machine.cores).toBeGreaterThan(0)
    expect(machine.memoryBytes).toBeGreaterThan(64 * 1024 ** 2)
  })
})
