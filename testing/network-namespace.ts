import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A network namespace of this machine that is connected with nothing. */
export interface NetworkNamespace {
  /** /run/netns/NAME */
  readonly path: string
  /** What stands before a program and its arguments that is to run inside. */
  readonly prefix: readonly string[]
  /** Takes its name away: it is gone when nothing is in it any more. More than once if need be. */
  remove(): Promise<void>
}

/**
 * One whose only address, beside 127.0.0.1, is this one.
 *
 * @returns undefined where none can be made: that takes root, and ip of iproute2
 */
export async function networkNamespace(name: string, address: string): Promise<NetworkNamespace | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const path = `/run/netns/${name}`
  const remove = async (): Promise<void> => void (await run('ip', ['netns', 'del', name]).catch(() => undefined))
  try {
    await run('ip', ['netns', 'add', name])
    await run('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
    const whole = address.includes(':') ? [`${address}/128`, 'nodad'] : [`${address}/32`]
    await run('ip', ['-n', name, 'address', 'add', ...whole, 'dev', 'lo'])
    await run('nsenter', [`--net=${path}`, 'true'])
    return { path, prefix: ['nsenter', `--net=${path}`], remove }
  } catch {
    await remove()
    return undefined
  }
}

/** Runs JavaScript inside until the line comes that it writes; `stop` ends it. */
export async function runInside({ prefix }: NetworkNamespace, script: string): Promise<{ readonly said: string; stop(): Promise<void> }> {
  const [command = '', ...args] = [...prefix, process.execPath, '--input-type=module', '-e', script]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  const said = Promise.race([once(createInterface({ input: child.stdout }), 'line'), gone.then(() => [''])])
  return {
    said: String((await said)[0]),
    async stop() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
