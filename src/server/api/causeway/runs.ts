import { Type } from 'typebox'
import { actorOf } from '../actor-of.ts'
import { NONE, type Operation, userOperation } from '../operation.ts'

const create = userOperation({
  name: 'causeway.runs.create',
  protocol: 'causeway',
  method: 'POST',
  path: '/causeway/v1/runs',
  permission: '',
  summary: "Lets a program on the server's machine have the network of a queue, as causeway run does; on that machine only",
  status: 201,
  schemas: {
    params: NONE,
    query: NONE,
    body: Type.Object({
      queue_name: Type.String({ minLength: 1 }),
      project: Type.Optional(Type.String({ description: 'By its id or its name, where there are several' })),
    }),
    response: Type.Object({
      run_id: Type.String(),
      ticket: Type.String({ description: 'Good once, at the unix socket' }),
      address: Type.String({ description: 'The path of the unix socket' }),
      queue_name: Type.String(),
      hosts: Type.Array(Type.Object({ name: Type.String(), ip: Type.String() })),
      notice: Type.String({ description: 'Which connections of the queue are missing, and why; empty where none is' }),
    }),
  },
  handle: async ({ control, authenticated, body }) => {
    const { id, ticket, path, queueName, hosts, notice } = await control.runs.create(actorOf(authenticated), body.queue_name, body.project)
    return { body: { run_id: id, ticket, address: path, queue_name: queueName, hosts: [...hosts], notice } }
  },
})

export const runOperations: readonly Operation[] = [create]
