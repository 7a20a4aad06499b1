import { chmod, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { CausewayError } from '../base/errors.ts'
import { hasCode } from '../base/has-code.ts'
import { makeFolders } from '../base/make-folders.ts'

/** What an agent has of its enrolment. The key never leaves its folder. */
export interface AgentState {
  /** host:port */
  readonly server: string
  readonly agentId: string
  readonly name: string
  readonly vpcName: string
  /** PEM: the server's authority for agents. */
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

const isState = Compile(
  Type.Object({
    server: Type.String(),
    agentId: Type.String(),
    name: Type.String(),
    vpcName: Type.String(),
    authority: Type.String(),
    certificate: Type.String(),
    key: Type.String(),
  }),
)

const fileOf = (folder: string): string => join(folder, 'agent.json')

/** Undefined where the agent was never enrolled. Throws 'unavailable' for a file that no agent has written, or that may not be read. */
export async function readState(folder: string): Promise<AgentState | undefined> {
  let text: string
  try {
    text = await readFile(fileOf(folder), 'utf8')
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined
    throw new CausewayError('unavailable', `${fileOf(folder)} cannot be read`, {
      hint: 'Start the agent as the user that enrolled it.',
      cause,
    })
  }
  try {
    const state: unknown = JSON.parse(text)
    if (isState.Check(state)) return state
  } catch {
    // Told below.
  }
  throw new CausewayError('unavailable', `${fileOf(folder)} is not as an agent writes it`, {
    hint: 'Remove the file, and enrol the agent again with a new token.',
  })
}

/** One file, so that a certificate never stands beside another's key; whole or not at all. */
export async function writeState(folder: string, state: AgentState): Promise<void> {
  try {
    makeFolders(folder)
    await chmod(folder, 0o700)
    const aside = `${fileOf(folder)}.new`
    const file = await open(aside, 'w', 0o600)
    try {
      await file.chmod(0o600)
      await file.writeFile(`${JSON.stringify(state, undefined, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, fileOf(folder))
  } catch (cause) {
    throw new CausewayError('unavailable', `The state of the agent cannot be written into ${folder}`, {
      hint: 'Give --state a folder that the user of the agent may write.',
      cause,
    })
  }
}
