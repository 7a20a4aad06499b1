/**
 * Runs where a worker would run and tries what a worker must not be able to do. Its first message holds the task, its answer what it saw. Then it waits for its end:
 * whoever started it looks at it from outside meanwhile.
 * Apart from the attempts it does nothing.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tryNatively } from './native-attempts.ts'
import type { ProbeSight, ProbeTask } from './sandbox-probe.ts'

const ATTEMPT_MS = 5000

const codeOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'refused'
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.message
}

const attempt = (act: () => void): string => {
  try {
    act()
    return 'possible'
  } catch (error) {
    return codeOf(error)
  }
}

const tryConnect = (start: () => Socket): Promise<string> =>
  new Promise((resolve) => {
    try {
      const socket = start()
      const end = (saw: string): void => {
        clearTimeout(timer)
        socket.destroy()
        resolve(saw)
      }
      const timer = setTimeout(() => end('no answer'), ATTEMPT_MS)
      socket.once('connect', () => end('possible'))
      socket.once('error', (error) => end(codeOf(error)))
    } catch (error) {
      resolve(codeOf(error))
    }
  })

process.once('message', async (task: ProbeTask, handed: unknown) => {
  const sight: ProbeSight = {
    tcp: await tryConnect(() => connect({ host: '127.0.0.1', port: task.tcpPort })),
    unixSocket: await tryConnect(() => connect({ path: task.unixSocketPath })),
    readOutside: attempt(() => readFileSync(task.fileOutside)),
    spawnProgram: attempt(() => {
      const { error } = spawnSync(process.execPath, ['--version'])
      if (error !== undefined) throw error
    }),
    environmentNames: Object.keys(process.env),
    isFirstProcess: process.pid === 1,
    native: await tryNatively({ ...task, handed }).catch((error: unknown) => codeOf(error)),
  }
  process.send?.(sight)
})
process.once('disconnect', () => process.exit())
process.send?.('started')
