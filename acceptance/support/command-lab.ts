import { expect } from 'vitest'
import { findFreePort } from '../../testing/free-port.ts'
import type { Api } from './api.ts'
import { type Ended, Person } from './command-line.ts'
import { openServer } from './lab.ts'
import { NONE_AHEAD } from './server.ts'

/** A server, and somebody who is logged in to it and gives commands. */
export interface CommandLab extends AsyncDisposable {
  readonly api: Api
  readonly ada: Person
  /** What a command line, whose words have no spaces within them, says; that it ends well is expected. */
  did(line: string, input?: string): Promise<Ended>
}

/** With a port for agents. */
export async function openCommandLab(): Promise<CommandLab> {
  await using opened = new AsyncDisposableStack()
  const ada = await Person.come()
  opened.defer(() => ada.leave())
  const api = await openServer(`${NONE_AHEAD}agents: { listen: ${await findFreePort()} }\n`)
  opened.defer(() => api.server.close())
  await ada.logIn(api.server)
  const all = opened.move()
  return {
    api,
    ada,
    async did(line, input = '') {
      const done = await ada.run(line.split(' '), { input })
      expect(done, `${line}: ${done.stderr}`).toMatchObject({ code: 0 })
      return done
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
