import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Channels } from './channels.ts'
import { type SshFailure, sshFailureSaid } from './ssh-failures.ts'
import { CONFIG, type SshFiles } from './ssh-files.ts'

/** A client of OpenSSH that has logged in at the bastion. */
export interface SshClient {
  readonly channels: Channels
  /** Why it has ended. */
  readonly ended: Promise<SshFailure>
  /** Resolves when its process is gone. */
  stop(): Promise<void>
}

export class SshFailed extends Error {
  readonly failure: SshFailure

  constructor(failure: SshFailure) {
    super('There is no connection to the bastion')
    this.failure = failure
  }
}

/** Of its standard error: what it says last. */
const SAID_MAX = 8192
const LOOK_EVERY_MS = 25
const KILL_AFTER_MS = 2_000

/** Without shell, and with nothing of this process's environment but where programs are. */
function run(program: string, args: readonly string[], folder: string): ChildProcess {
  return spawn(program, args, { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] })
}

async function started(child: ChildProcess): Promise<boolean> {
  try {
    await once(child, 'spawn')
    return true
  } catch {
    return false
  }
}

/** It dies with this process where there is setpriv; its jump hosts' clients end with it. */
async function startClient({ folder, target }: SshFiles): Promise<ChildProcess> {
  const ssh = ['-F', CONFIG, '-N', target]
  const bound = run('setpriv', ['--pdeathsig', 'KILL', 'ssh', ...ssh], folder)
  if (await started(bound)) return bound
  const plain = run('ssh', ssh, folder)
  if (await started(plain)) return plain
  throw new SshFailed('SSH_NO_CLIENT')
}

/** Rejects with SshFailed, or with whatever the signal brings; nothing of it stays then. The files stay the caller's. */
export async function connectSsh(files: SshFiles, signal: AbortSignal): Promise<SshClient> {
  const child = await startClient(files)
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_MAX)
  })
  let isUp = false
  let isGone = false
  const ended = new Promise<SshFailure>((resolve) => {
    child.once('close', (code) => {
      isGone = true
      // setpriv says so where there is no ssh, before anybody else could say anything.
      if (code === 127 || /^setpriv: (?:.*No such file|failed to execute)/.test(said)) return resolve('SSH_NO_CLIENT')
      const failure = sshFailureSaid(said)
      resolve(isUp && failure === 'SSH_FAILED' ? 'SSH_CLOSED' : failure)
    })
  })
  const stop = async (): Promise<void> => {
    if (!isGone) {
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
      await ended
      clearTimeout(kill)
    }
  }
  try {
    for (;;) {
      signal.throwIfAborted()
      if (isGone) throw new SshFailed(await ended)
      const channels = await Channels.over(files.control, signal).catch(() => undefined)
      if (channels !== undefined) {
        isUp = true
        // A banner among it, which says nothing of how this will end.
        said = ''
        void ended.then(() => channels.close())
        // A client whose control socket was given up is of no use: it is ended, and made anew.
        void channels.lost.then(stop)
        return { channels, ended, stop }
      }
      await wait(LOOK_EVERY_MS)
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}
