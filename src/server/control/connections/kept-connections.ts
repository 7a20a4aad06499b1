import { type ConnectionWithBindings, findConnectionWithBindings } from '../../store/network/connections.ts'
import type { Store } from '../../store/store.ts'

const CONNECTIONS_MAX = 1_000
/** Of one connection: host entries, routes, tags and bindings. One may have 20,000. */
const ENTRIES_MAX = 100

/**
 * One connection, as it is: it is kept until any of them, or what they are bound to, changes, for whoever waits for one asks for it again and again. What is kept is given at once.
 *
 * @returns a function that finds one of a project by its id; undefined: there is none
 */
export function keptConnections(
  store: Pick<Store, 'db' | 'connectionsVersion'>,
): (projectId: string, id: string) => ConnectionWithBindings | undefined | Promise<ConnectionWithBindings | undefined> {
  const known = new Map<string, ConnectionWithBindings>()
  let knownAt = store.connectionsVersion()

  function keep(found: ConnectionWithBindings | undefined, readAt: number): ConnectionWithBindings | undefined {
    // What has changed while it was read may be told by it, or not.
    const isCurrent = knownAt === readAt && store.connectionsVersion() === readAt
    if (found === undefined || !isCurrent || entriesOf(found) > ENTRIES_MAX) return found
    if (known.size >= CONNECTIONS_MAX) known.clear()
    known.set(found.connection.id, found)
    return found
  }

  return (projectId, id) => {
    // Before it is read: what changes meanwhile makes it old.
    const readAt = store.connectionsVersion()
    if (readAt !== knownAt) {
      known.clear()
      knownAt = readAt
    }
    const kept = known.get(id)
    if (kept?.connection.projectId === projectId) return kept
    const found = findConnectionWithBindings(store.db, projectId, id)
    return found instanceof Promise ? found.then((read) => keep(read, readAt)) : keep(found, readAt)
  }
}

const entriesOf = ({ connection: { hosts, routes, tags }, bindings }: ConnectionWithBindings): number =>
  hosts.length + routes.length + tags.length + bindings.length
