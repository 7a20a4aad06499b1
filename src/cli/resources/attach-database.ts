import { lookup } from 'node:dns/promises'
import { CausewayError } from '../../base/errors.ts'
import type { Ask } from '../../client/attach/ask.ts'
import { attachDatabase as attach } from '../../client/attach/attach-database.ts'
import { databasePlan, databaseUrl } from '../../client/attach/database-plan.ts'
import { knownNetworks } from '../../client/attach/known-networks.ts'
import { explainedText } from '../explain/explained-text.ts'
import { secretOf } from './read-secret.ts'
import type { Place } from './resource.ts'

interface AttachDatabase {
  readonly url: string
  readonly name: string
  readonly queue: string
  readonly address: string | undefined
  readonly password: string | undefined
  readonly tell: (text: string) => void
}

/** Nothing is made before the password is there. */
export async function attachDatabase(
  { server, project }: Place,
  { url, name, queue, address, password, tell }: AttachDatabase,
): Promise<void> {
  const named = databaseUrl(url)
  const ask: Ask = (method, path, body) => server.ask(method, path, body)
  const ip = address ?? (await addressOf(named.host))
  const secret = await secretOf(password)
  const networks = await knownNetworks(ask, project)
  const plan = databasePlan(named, name, ip, networks)
  const done = await attach(ask, { project, plan, networks, queue, password: secret, tell, explainedText })
  tell(
    `\nName its tables, as: CREATE TABLE ${name}.orders USING JDBC OPTIONS ('url'='${done.jdbcUrl}', 'dbtable'='…', 'passwdauth'='${name}', 'encryption'='true')`,
  )
}

async function addressOf(host: string): Promise<string> {
  try {
    return (await lookup(host, { family: 4 })).address
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `The address of ${host} is not known on this machine`, {
      hint: 'Give it, as the server reaches it: --address 10.1.2.3',
      cause,
    })
  }
}
