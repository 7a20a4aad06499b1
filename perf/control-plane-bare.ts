/** What a control plane could be at best: Fastify over the same store, one indexed read or one durable insert a request, and nothing else. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Fastify from 'fastify'
import { openSqliteDatabase } from '../src/server/store/sqlite/sqlite-database.ts'

const [home = '', projectId = ''] = process.argv.slice(2)
const database = openSqliteDatabase(join(home, 'causeway.db'))
const read = database.prepare('select * from connection where project_id = ? and id = ?')
const insert = database.prepare(
  "insert into connection (id, project_id, number, name, vpc_id, subnet_id, state, hosts, tags, created_at, changed_at) values (?, ?, (select max(number) + 1 from connection where project_id = ?), ?, 'v', 's', 'active', '[]', '[]', 1, 1)",
)
const app = Fastify()
app.get<{ Params: { id: string } }>('/connections/:id', async (request) => read.all([projectId, request.params.id])[0])
app.post<{ Body: { name: string } }>('/connections', async (request, reply) => {
  const id = randomUUID()
  insert.run([id, projectId, projectId, request.body.name])
  return reply.status(201).send({ id })
})
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
process.send?.(typeof address === 'object' ? address?.port : undefined)
process.on('disconnect', () => process.exit())
