import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import type { DoorKind, QueueDoor, QueueDoorRecord } from '../../domain/queue-door.ts'
import { deleteQueueDoors, insertQueueDoor, listQueueDoors } from '../../store/queues/queue-doors.ts'
import type { Database } from '../../store/schema.ts'
import { queueRefused, requireQueue } from '../queues/require-queue.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText } from '../shared/names.ts'
import { makeSocketPlace } from './door-folder.ts'
import { dialPassage, type PassageDeps } from './passage.ts'
import { type OpenDoor, openSocksDoor, passwordHashOf } from './socks-door.ts'

interface NewDoor {
  readonly kind: DoorKind
  /** 0 picks a free one, and keeps it. */
  readonly port: number
  readonly description: string
}

export interface ShownDoor extends QueueDoor {
  /** ip:port, or a path. */
  readonly address: string
  /** Why it is not open; '' where it is. */
  readonly failure: string
}

/** The SOCKS5 servers of queues, for programs that want an address. */
export interface Doors {
  /** The password is shown this once; '' for a unix socket. */
  create(caller: Caller, queueName: string, door: NewDoor): Promise<ShownDoor & { readonly password: string }>
  list(caller: Caller, queueName: string): Promise<readonly ShownDoor[]>
  /** Also ends what goes through it. */
  delete(caller: Caller, queueName: string, id: string): Promise<void>
  /** Opens those that there are. Never rejects for one of them. */
  start(): Promise<void>
  stop(): Promise<void>
  /** The queue is gone. */
  closeOf(queueId: string): Promise<void>
}

export interface DoorsDeps extends PassageDeps {
  readonly clock: Clock
  readonly log: Logger
  /** Told of whoever was not let in. */
  readonly turnedAway: (door: QueueDoor, reason: string, peer: string) => void
  /** Of the unix sockets. */
  readonly folder: string
  /** Never dialled for anybody: the ports of doors are put in. */
  readonly ownPorts: Set<number>
}

const ID_BYTES = 6
const PASSWORD_BYTES = 32

export function createDoors(deps: DoorsDeps): Doors {
  const { store, clock, log, folder, ownPorts } = deps
  const open = new Map<string, OpenDoor>()
  const failures = new Map<string, string>()
  const pathOf = (id: string): string => join(folder, `${id}.sock`)

  const shown = ({ passwordHash: _hash, ...door }: QueueDoorRecord): ShownDoor => ({
    ...door,
    address: door.kind === 'unix' ? pathOf(door.id) : `127.0.0.1:${door.port}`,
    failure: failures.get(door.id) ?? (open.has(door.id) ? '' : 'The server is starting or stopping'),
  })

  function openOne(door: QueueDoorRecord): Promise<OpenDoor> {
    const { projectId, queueId, ownerId, owner } = door
    const caller = { projectId, userId: ownerId, userName: owner }
    return openSocksDoor({
      door,
      path: pathOf(door.id),
      log,
      dial: (target) => dialPassage(deps, queueId, target, { caller, through: { kind: 'door', id: door.id } }),
      turnedAway(reason, peer) {
        log.info({ door: door.id, reason, peer }, 'Turned away at a door')
        deps.turnedAway(door, reason, peer)
      },
    })
  }

  async function close(door: { readonly id: string; readonly kind: DoorKind }): Promise<void> {
    const opened = open.get(door.id)
    open.delete(door.id)
    failures.delete(door.id)
    if (opened === undefined) return
    await opened.close()
    if (door.kind === 'unix') await rm(pathOf(door.id), { force: true })
    else ownPorts.delete(opened.port)
  }

  function opened(id: string, door: OpenDoor): void {
    open.set(id, door)
    if (door.port !== 0) ownPorts.add(door.port)
  }

  async function requireOpenQueue(db: Database, { projectId }: Caller, name: string): Promise<{ readonly id: string }> {
    const queue = await requireQueue(db, projectId, name)
    if (queue.state !== 'available') throw queueRefused(queue.name, 'not-ready')
    if (queue.preset) {
      throw new CausewayError('not-supported', `The queue ${queue.name} is preset and has no network`, {
        hint: 'Create a queue of your own and bind it to a connection.',
      })
    }
    return queue
  }

  return {
    async create(caller, queueName, { kind, port, description }) {
      if (kind === 'unix' && port !== 0) {
        throw new CausewayError('invalid-parameter', 'A unix socket has no port', {
          hint: 'Leave the port out, or ask for a loopback door.',
        })
      }
      const queue = await requireOpenQueue(store.db, caller, queueName)
      const password = kind === 'unix' ? '' : randomBytes(PASSWORD_BYTES).toString('base64url')
      const door: QueueDoorRecord = {
        id: randomBytes(ID_BYTES).toString('hex'),
        projectId: caller.projectId,
        queueId: queue.id,
        kind,
        port,
        description: freeText('description', description),
        ...ownedBy(caller),
        passwordHash: kind === 'unix' ? new Uint8Array() : passwordHashOf(password),
        createdAt: clock(),
      }
      if (kind === 'unix') await makeSocketPlace(folder, door.id)
      const listening = await openOne(door).catch((cause: unknown) => {
        throw new CausewayError('in-use', `127.0.0.1:${port} cannot be listened on`, {
          hint: 'Choose another port, or leave it out.',
          cause,
        })
      })
      const record = { ...door, port: listening.port }
      // Before it is stored: from then on it may be closed, with its queue.
      opened(record.id, listening)
      try {
        await store.transaction(async (tx) => {
          if ((await requireOpenQueue(tx, caller, queueName)).id !== queue.id) throw queueRefused(queueName, 'not-ready')
          if ((await listQueueDoors(tx, queue.id)).length >= LIMITS.doorsOfQueue) {
            throw new CausewayError('limit-exceeded', `The queue ${queueName} has ${LIMITS.doorsOfQueue} doors`, {
              hint: 'Delete one first.',
            })
          }
          await insertQueueDoor(tx, record)
        })
      } catch (thrown) {
        await close(record)
        throw thrown
      }
      return { ...shown(record), password }
    },

    async list({ projectId }, queueName) {
      return (await listQueueDoors(store.db, (await requireQueue(store.db, projectId, queueName)).id)).map(shown)
    },

    async delete({ projectId }, queueName, id) {
      const door = await store.transaction(async (tx) => {
        const queue = await requireQueue(tx, projectId, queueName)
        const found = (await listQueueDoors(tx, queue.id)).find((each) => each.id === id)
        if (found === undefined) {
          throw new CausewayError('not-found', `The queue ${queue.name} has no door with the id ${id}`, {
            hint: 'List the doors of the queue.',
          })
        }
        await deleteQueueDoors(tx, { id })
        return found
      })
      await close(door)
    },

    async start() {
      for (const door of await listQueueDoors(store.db)) {
        try {
          if (door.kind === 'unix') await makeSocketPlace(folder, door.id)
          opened(door.id, await openOne(door))
        } catch (error) {
          failures.set(door.id, door.kind === 'unix' ? 'Its socket cannot be made' : `Another program listens on 127.0.0.1:${door.port}`)
          log.warn({ err: error, door: door.id }, 'A door of a queue could not be opened')
        }
      }
    },

    async stop() {
      await Promise.all([...open.values()].map((door) => door.close()))
      open.clear()
    },

    async closeOf(queueId) {
      const doors = await listQueueDoors(store.db, queueId)
      await deleteQueueDoors(store.db, { queueId })
      await Promise.all(doors.map(close))
    },
  }
}
