import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodePid, workerCommand } from './isolation.ts'
import { nodeExit } from './node-exit.ts'
import { measureSandbox } from './sandbox.ts'
import { spawnHeld } from './spawn-held.ts'

const SOURCE = join(import.meta.dirname, '..', '..', '..')
const programFolders = [SOURCE, join(SOURCE, '..', 'node_modules')]
const entry = join(import.meta.dirname, 'fixtures', 'ending-main.ts')

test('however node ends, the exit of what was started tells it', async () => {
  const { isolation, tools, callFilter } = await measureSandbox({
    programFolders,
    path: '/usr/bin:/bin:/usr/sbin:/sbin',
    isRoot: process.getuid?.() === 0,
    scratchFolder: tmpdir(),
  })
  const command = workerCommand(isolation, tools, { entry, readable: programFolders, writable: [], callFilter })
  const endOf = async (how: 'exit' | 'killed' | 'server gone'): Promise<unknown> => {
    const child = spawnHeld(command, { errors: 'pipe', messages: 'ignore' })
    let wrote = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      wrote += text
    })
    // Node tells no 'close' of a child whose channel was given up here.
    const ended = once(child, how === 'server gone' ? 'exit' : 'close')
    await once(child, 'message')
    const pid = nodePid(command, child.pid ?? 0)
    if (how === 'exit') child.send('exit 7')
    else if (how === 'server gone') child.disconnect()
    else if (pid !== undefined) process.kill(pid, 'SIGKILL')
    const [code, signal]: [number | null, NodeJS.Signals | null] = await ended.then(([first, second]) => [first, second])
    return nodeExit(command, { code, signal }, wrote.trim().split('\n'))
  }
  expect(await endOf('exit')).toEqual({ code: 7, signal: null })
  expect(await endOf('killed')).toEqual({ code: null, signal: 'SIGKILL' })
  // As the first process of its namespace it cannot kill itself, so it aborts.
  expect(await endOf('server gone')).toMatchObject({ code: null, signal: expect.stringMatching(/^SIG/) })
})
