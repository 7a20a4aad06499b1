import { type Static, Type } from 'typebox'
import type { ShownDoor } from '../../control/doors/doors.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const PATH = '/causeway/v1/{project_id}/queues/{queue_name}/doors'
const QueuePath = Type.Object({ ...PROJECT, queue_name: Type.String({ minLength: 1 }) })
const DoorPath = Type.Object({ ...QueuePath.properties, door_id: Type.String({ minLength: 1 }) })
const Kind = Type.Enum(['loopback', 'unix'])

const DOOR = {
  door_id: Type.String({ description: 'Also the user name by which a client shows itself' }),
  queue_name: Type.String(),
  kind: Kind,
  address: Type.String({ description: '127.0.0.1:port, or the path of a unix socket on the machine of the server' }),
  owner: Type.String({ description: 'What goes through it is dialled for this user, as long as they may submit jobs to the queue' }),
  description: Type.String(),
  fail_reason: Type.String({ description: 'Why it is not open; empty where it is' }),
  create_time: Type.Integer(),
}
const Door = Type.Object(DOOR)
const NewDoor = Type.Object({ ...DOOR, password: Type.Optional(Type.String({ description: 'Shown this once; none for a unix socket' })) })

const shown = (queueName: string, { id, kind, address, owner, description, failure, createdAt }: ShownDoor): Static<typeof Door> => ({
  door_id: id,
  queue_name: queueName,
  kind,
  address,
  owner,
  description,
  fail_reason: failure,
  create_time: createdAt,
})

const create = projectOperation({
  name: 'causeway.doors.create',
  protocol: 'causeway',
  method: 'POST',
  path: PATH,
  permission: 'causeway:doors:create',
  alsoLocal: true,
  summary: 'Opens a SOCKS5 server that leads to what the queue reaches; its password is shown this once',
  status: 201,
  schemas: {
    params: QueuePath,
    query: NONE,
    body: Type.Object({
      kind: Kind,
      port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'Of 127.0.0.1; a free one where it is left out' })),
      description: Type.Optional(Type.String()),
    }),
    response: NewDoor,
  },
  handle: async ({ control, caller, params, body }) => {
    const { kind, port = 0, description = '' } = body
    const { password, ...door } = await control.doors.create(caller, params.queue_name, { kind, port, description })
    return { body: { ...shown(params.queue_name, door), ...(password === '' ? {} : { password }) } }
  },
})

const list = projectOperation({
  name: 'causeway.doors.list',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: 'causeway:doors:list',
  alsoLocal: true,
  summary: 'Lists the SOCKS5 servers of a queue, without passwords',
  status: 200,
  schemas: { params: QueuePath, query: NONE, body: NONE, response: Type.Object({ doors: Type.Array(Door) }) },
  handle: async ({ control, caller, params }) => {
    return { body: { doors: (await control.doors.list(caller, params.queue_name)).map((door) => shown(params.queue_name, door)) } }
  },
})

const remove = projectOperation({
  name: 'causeway.doors.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: `${PATH}/{door_id}`,
  permission: 'causeway:doors:delete',
  alsoLocal: true,
  summary: 'Closes a SOCKS5 server of a queue, and everything that goes through it',
  status: 204,
  schemas: { params: DoorPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.doors.delete(caller, params.queue_name, params.door_id)
    return { body: undefined }
  },
})

export const doorOperations: readonly Operation[] = [create, list, remove]
