import { execFile } from 'node:child_process'
import type { SshFailure } from './ssh-failures.ts'

/** One that asks its user first, or stands still, is not waited for longer. */
const ANSWER_MS = 5_000
/** OpenSSH's words on stdout. */
const NO_KEYS = 'The agent has no identities'
/** Of many keys. */
const LIST_BYTES_MAX = 4 * 1024 * 1024

/** Why the agent at that socket cannot log in with the key; undefined where nothing speaks against it. OpenSSH’s client would only say that it was denied. */
export async function agentFailure(socket: string, publicKey: string, signal: AbortSignal): Promise<SshFailure | undefined> {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', SSH_AUTH_SOCK: socket }
  const options = { env, signal, timeout: ANSWER_MS, killSignal: 'SIGKILL', maxBuffer: LIST_BYTES_MAX } as const
  return await new Promise((resolve) => {
    execFile('ssh-add', ['-L'], options, (error, stdout) => {
      if (error === null) return resolve(hasKey(stdout, publicKey) ? undefined : 'SSH_AGENT_KEY')
      if (error.code === 'ENOENT') return resolve('SSH_NO_CLIENT')
      // It ends with 1 also where the agent has let it in and hung up, which it tells on stderr.
      return resolve(stdout.includes(NO_KEYS) ? 'SSH_AGENT_KEY' : 'SSH_AGENT_GONE')
    })
  })
}

const hasKey = (list: string, publicKey: string): boolean =>
  list.split('\n').some((line) => line === publicKey || line.startsWith(`${publicKey} `))
