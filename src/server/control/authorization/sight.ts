import type { Caller } from '../shared/caller.ts'
import { inTurns } from '../shared/in-turns.ts'
import type { Authorizer } from './authorizer.ts'
import { type Need, namesOf, onDatabase, seePool, seeQueue, toDescribeTable, toSubmit } from './need.ts'

/** What somebody who has no role in a project, but privileges on some things in it, may be told of. */
export interface Sight {
  queue(name: string): Promise<boolean>
  /** Whether it may be asked what the queue reaches: as jobs on it find out. */
  reachOf(name: string): Promise<boolean>
  pool(name: string): Promise<boolean>
  connection(id: string): Promise<boolean>
  /** Where its rows are. @param table undefined: of a schema as a whole */
  place(database: string, table: string | undefined): Promise<boolean>
  /** What was seen by now. */
  names(): readonly string[]
}

/** Undefined for whoever has a role: all of it. Refuses whoever has nothing in the project, for `need`. */
async function sightOf(authorizer: Authorizer, caller: Caller, need: Need): Promise<Sight | undefined> {
  const { role, privileges } = await authorizer.rightsOf(caller)
  if (role !== undefined) return undefined
  if (privileges.size === 0) await authorizer.require(caller, need)
  const seen = new Set<string>()
  const allows = async (asked: Need): Promise<boolean> => {
    const isAllowed = await authorizer.allows(caller, asked)
    if (isAllowed && asked.on !== undefined) for (const name of namesOf(asked.on)) seen.add(name)
    return isAllowed
  }
  return {
    names: () => [...seen],
    queue: (name) => allows(seeQueue(name)),
    reachOf: (name) => allows(toSubmit(name)),
    pool: (name) => allows(seePool(name)),
    connection: (id) => allows({ level: 'read', on: { kind: 'connection', id }, privileges: [], what: `see the connection ${id}` }),
    place: (database, table) =>
      allows(
        table === undefined ? onDatabase('read', database, ['DESCRIBE_TABLE', 'SELECT'], 'see') : toDescribeTable({ database, table }),
      ),
  }
}

/** For each, the owners of what holds it may be looked up. */
const LOOKED_AT_OF_TURN = 20

/** Those of them that are seen, in their order. */
export async function seenOf<T>(all: readonly T[], isSeen: (one: T) => Promise<boolean>): Promise<readonly T[]> {
  const turn = inTurns(LOOKED_AT_OF_TURN)
  const seen: T[] = []
  for (const one of all) {
    await turn()
    if (await isSeen(one)) seen.push(one)
  }
  return seen
}

/** What somebody is told as far as he sees it, who has no role: looked at again where what he saw has got its name meanwhile. */
export async function seenBy<T>(
  authorizer: Authorizer,
  caller: Caller,
  need: Need,
  look: (sight: Sight | undefined) => Promise<T>,
): Promise<T> {
  if ((await authorizer.rightsOf(caller)).role !== undefined) return await look(undefined)
  const { told } = await authorizer.looking(
    ({ sight }) => sight?.names() ?? [],
    async () => {
      const sight = await sightOf(authorizer, caller, need)
      return { sight, told: await look(sight) }
    },
  )
  return told
}
