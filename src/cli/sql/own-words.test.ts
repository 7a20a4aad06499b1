import { expect, it } from 'vitest'
import { exitCodeOfError } from '../connect/exit-codes.ts'
import { refusalOf } from '../connect/refusal-of.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'
import { withOwnWords } from './own-words.ts'

/** A server that refuses everything so. */
function refusing(body: Readonly<Record<string, unknown>>): ServerClient {
  const refuse = () => Promise.reject(refusalOf({ error_msg: 'x. Do y.', hint: 'Do y.', ...body }, 400))
  const server: ServerClient = {
    ask: refuse,
    send: refuse,
    projectId: refuse,
    again: async () => server,
    told: { endpoint: '', user: '', context: '', queue: undefined },
  }
  return server
}

const place = { line: 1, column: 8, length: 4 }

it('has the same word for a mistake of a statement by the vendor’s API as by Causeway’s', async () => {
  const byVendor = withOwnWords(refusing({ error_code: 'DLI.0004', reason: 'sql-syntax', place }))
  const byOwn = withOwnWords(refusing({ error_code: 'sql-syntax', place }))
  const expected = { kind: 'sql-syntax', message: 'sql-syntax x.', hint: 'Do y.', place }
  for (const server of [byVendor, byOwn, await byVendor.again()]) {
    await expect(server.send('POST', '/')).rejects.toMatchObject(expected)
    await expect(server.ask('GET', '/')).rejects.toMatchObject(expected)
  }
})

it('tells what one code of the vendor’s means several of, and keeps the code of a server that does not', async () => {
  const codeOf = async (body: Readonly<Record<string, unknown>>) => {
    const thrown: unknown = await withOwnWords(refusing(body))
      .ask('GET', '/')
      .catch((error: unknown) => error)
    if (!(thrown instanceof ServerRefusal)) throw thrown
    return [thrown.message.split(' ', 1)[0], thrown.kind, exitCodeOfError(thrown)]
  }
  expect(await codeOf({ error_code: 'DLI.0007', reason: 'in-use' })).toEqual(['in-use', 'in-use', 1])
  expect(await codeOf({ error_code: 'DLI.0007', reason: 'not-supported' })).toEqual(['not-supported', 'not-supported', 1])
  expect(await codeOf({ error_code: 'DLI.0003', reason: 'sql-permission' })).toEqual(['sql-permission', 'sql-permission', 3])
  expect(await codeOf({ error_code: 'DLI.0004' })).toEqual(['DLI.0004', 'sql-syntax', 1])
})
