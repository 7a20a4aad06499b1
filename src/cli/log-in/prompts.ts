import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CausewayError } from '../../base/errors.ts'
import { Interrupted } from '../connect/interrupted.ts'

interface Question {
  /** It is not shown while it is typed. */
  readonly isSecret: boolean
  /** How it is given where nobody is asked: a hint. */
  readonly otherwise: string
  /** What is said where nobody answers. */
  readonly left?: string
}

/** Asks who sits at the terminal, on stderr. Throws 'invalid-parameter' where nobody does, and 'cancelled' at Ctrl-C and Ctrl-D. */
export async function askText(what: string, { isSecret, otherwise, left: unanswered = 'Nobody was logged in' }: Question): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CausewayError('invalid-parameter', `${what} is not given, and nobody is at a terminal to be asked`, {
      hint: otherwise,
    })
  }
  const output = isSecret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr
  const asking = createInterface({ input: process.stdin, output, terminal: true })
  if (isSecret) process.stderr.write(`${what}: `)
  try {
    return await new Promise<string>((resolve, reject) => {
      asking
        .once('SIGINT', () => reject(new Interrupted(unanswered)))
        .once('close', () => reject(new CausewayError('cancelled', unanswered)))
      asking.question(isSecret ? '' : `${what}: `, resolve)
    })
  } finally {
    if (isSecret) process.stderr.write('\n')
    asking.close()
  }
}
