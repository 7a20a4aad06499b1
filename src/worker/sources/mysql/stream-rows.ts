import type { StreamWriter } from '../../engine/ring.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { ServerError } from './protocol/server-error.ts'
import { remoteError } from './remote-error.ts'

/** Illegal mixes of collations, of two, three and more, and a text that cannot be converted. */
const OTHER_CHARACTERS: ReadonlySet<number> = new Set([1267, 1270, 1271, 3854])

/**
 * Behind a first statement, the rows of the first of others that the server takes; it is asked the next one where it refuses one, for a text in it has characters that the character set of its
 * column has not: only the server knows that set. When the reader closes the stream early, the server is told to stop. Ends the session.
 */
export async function streamRows(
  session: RemoteSession,
  { first, statements }: { readonly first: string | undefined; readonly statements: readonly string[] },
  ring: StreamWriter,
  { countInput, asked }: { readonly countInput: RemoteContext['countInput']; readonly asked: (statement: string) => void },
): Promise<void> {
  const { connection, place } = session
  let hasRows = false
  const stream = (statement: string): Promise<boolean> => {
    asked(statement)
    return connection.streamRows(statement, (bytes) => {
      hasRows = true
      countInput(bytes.length)
      return ring.write(bytes)
    })
  }
  const streamFirst = async ([statement = '', ...others]: readonly string[]): Promise<boolean> => {
    try {
      return await stream(statement)
    } catch (error) {
      if (hasRows || others.length === 0 || !(error instanceof ServerError) || !OTHER_CHARACTERS.has(error.code)) throw error
      return streamFirst(others)
    }
  }
  try {
    if (first !== undefined) await connection.execute(first)
    const isWhole = await streamFirst(statements)
    await (isWhole ? session.end() : session.abandon())
  } catch (error) {
    await session.abandon()
    // A reader that has gone does not care how the stream ended.
    if (!ring.closed) throw remoteError(error, place)
  }
}
