import { lookup } from 'node:dns/promises'
import { CausewayError } from '../../base/errors.ts'
import { type Fields, rowsOf } from '../../base/fields.ts'
import type { Ask } from '../../client/attach/ask.ts'
import { attachDatabase as attach } from '../../client/attach/attach-database.ts'
import { databasePlan, databaseUrl } from '../../client/attach/database-plan.ts'
import { knownNetworks } from '../../client/attach/known-networks.ts'
import { explainedText } from '../explain/explained-text.ts'
import { askQueue } from '../questions/ask-queue.ts'
import { secretOf } from './read-secret.ts'
import type { Place } from './resource.ts'

interface AttachDatabase {
  readonly url: string
  readonly name: string
  /** The only one there is, where none is named. */
  readonly queue: string | undefined
  readonly address: string | undefined
  readonly schema: string | undefined
  readonly password: string | undefined
  readonly isQuiet: boolean
  readonly tell: (text: string) => void
}

/** What was made. Nothing is made before the password is there. */
export async function attachDatabase(
  { server, project }: Place,
  { url, name, queue: given, address, schema, password, isQuiet, tell }: AttachDatabase,
): Promise<Fields> {
  const named = databaseUrl(url)
  const ask: Ask = (method, path, body) => server.ask(method, path, body)
  const queue = given ?? (await boundableQueue({ server, project }, isQuiet))
  const ip = address ?? (await addressOf(named.host))
  const secret = await secretOf(password, isQuiet)
  const networks = await knownNetworks(ask, project)
  const plan = { ...databasePlan(named, name, ip, networks), ...(schema === undefined ? {} : { schema }) }
  const done = await attach(ask, { project, plan, networks, queue, password: secret, tell, explainedText })
  const { isWhole, statement, isEmpty } = done.next
  if (!isEmpty) tell(isWhole ? `\nWhat there is: causeway sql -q ${queue} -e '${statement}'` : `\nName its tables, as: ${statement}`)
  return done.made
}

/** As `causeway sql` finds the queue that is meant, but for those that no connection can be bound to. */
async function boundableQueue({ server, project }: Place, isQuiet: boolean): Promise<string> {
  const named = process.env['CAUSEWAY_QUEUE'] || server.told.queue
  if (named !== undefined) return named
  const all = rowsOf((await server.ask('GET', `/v1.0/${project}/queues`))['queues'])
  const names = all.filter((each) => each['resource_mode'] === 1).map((each) => String(each['queue_name']))
  return await askQueue(names, isQuiet)
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
