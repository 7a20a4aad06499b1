import { readJdbcUrl } from '../../base/addresses/jdbc-url.ts'
import { CausewayError } from '../../base/errors.ts'
import { type Fields, isFields, listOf, rowsOf } from '../../base/fields.ts'
import type { Ask, Method } from './ask.ts'
import { boundHolder } from './bound-holder.ts'
import { type DatabasePlan, isStandInNetwork, withHost } from './database-plan.ts'
import { databaseStatement, namesTables, tableExample } from './database-statement.ts'
import type { KnownNetworks } from './known-networks.ts'
import { runOnQueue } from './run-on-queue.ts'

interface AttachOrder {
  readonly project: string
  readonly plan: DatabasePlan
  /** Of the project, before anything is made. */
  readonly networks: KnownNetworks
  readonly queue: string
  readonly password: string
  /** Told each step when it is done, and each that is undone. */
  readonly tell: (text: string) => void
  /** How an explanation is written. */
  readonly explainedText: (explained: Fields) => string
}

const encoded = encodeURIComponent

interface Attached {
  /** As it was carried out. */
  readonly plan: DatabasePlan
  /** What was made, by the API's own names; without a network where the database was reached already. */
  readonly made: Fields
  /** Lists the tables, all of which are there; or names one of them, where the URL says not which there are. */
  readonly next: { readonly isWhole: boolean; readonly statement: string; readonly isEmpty: boolean }
}

interface Undoing {
  readonly text: string
  readonly method: Method
  readonly path: string
}

/**
 * VPC, subnet, attachment, connection, credential and database of one name; of a database whose server the queue reaches already, the last two. Everything, or nothing: what
 * was made before a step that fails goes again, the last first.
 */
export async function attachDatabase(ask: Ask, order: AttachOrder): Promise<Attached> {
  const { project, queue, password, tell, explainedText } = order
  const { name } = order.plan
  const undo: Undoing[] = []
  try {
    const reached = await reachedAs(ask, order)
    const plan = reached === undefined ? order.plan : withHost(order.plan, reached)
    const address = `${plan.host}:${plan.port}`
    const network = reached === undefined ? await makeNetwork(ask, order, undo) : {}
    if (reached !== undefined) tell(`${address} is reached from ${queue} already: no network is made for it`)
    const credentials = `/v3/${project}/datasource/auth-infos`
    await ask('POST', credentials, { auth_info_name: name, datasource_type: 'passwd', user_name: plan.user, password })
    undo.unshift({ text: `credential ${name}`, method: 'DELETE', path: `${credentials}/${encoded(name)}` })
    tell(`Credential ${name}: ${plan.user}`)
    const explained = await explain(ask, order, address, true)
    if (!isReached(explained)) {
      throw new CausewayError('unreachable', explainedText(explained), {
        hint: `What was made for ${name} is undone: attach it again when that is mended`,
      })
    }
    tell(explainedText(explained))
    const made = { ...network, auth_info_name: name, database_name: name, queue_name: queue, jdbc_url: plan.jdbcUrl }
    if (!namesTables(plan)) {
      await ask('POST', `/v1.0/${project}/databases`, { database_name: name })
      tell(`Database ${name}`)
      return { plan, made, next: { isWhole: false, statement: tableExample(plan, explained), isEmpty: false } }
    }
    await runOnQueue(ask, order, databaseStatement(plan, explained)).catch((thrown: unknown) => {
      throw afterUndoing(thrown, order)
    })
    undo.unshift({ text: `database ${name}`, method: 'DELETE', path: `/v1.0/${project}/databases/${encoded(name)}?cascade=true` })
    const statement = `SHOW TABLES IN ${/^[a-z_]\w*$/i.test(name) ? name : `\`${name}\``}`
    const isEmpty = await showsNothing(ask, order, statement)
    tell(isEmpty ? emptyText(plan) : `Database ${name}, with all tables of ${schemaText(plan)}`)
    return { plan, made, next: { isWhole: true, statement, isEmpty } }
  } catch (thrown) {
    for (const { text, method, path } of undo) {
      await ask(method, path).then(
        () => tell(`Undone: ${text}`),
        (failed: unknown) => tell(`NOT undone: ${text}: ${failed instanceof Error ? failed.message : ''}`),
      )
    }
    throw thrown
  }
}

/** What a job says would help is to be done with things that are undone by then. */
function afterUndoing(thrown: unknown, { plan }: AttachOrder): unknown {
  if (!(thrown instanceof CausewayError)) return thrown
  const { kind, message, hint } = thrown
  const again = `What was made for ${plan.name} is undone`
  if (hint !== undefined && !hint.includes('datasource authentication'))
    return new CausewayError(kind, message, { hint: `${hint.replace(/\.$/, '')}. ${again}: attach it again then`, cause: thrown })
  return new CausewayError(kind, message, {
    hint: `${again}: attach it again, with the name and the password by which ${plan.user} logs in there`,
    cause: thrown,
  })
}

async function showsNothing(ask: Ask, order: AttachOrder, statement: string): Promise<boolean> {
  const job = await runOnQueue(ask, order, statement)
  return listOf((await ask('GET', `/v1.0/${order.project}/jobs/${encoded(job)}/preview`))['rows']).length === 0
}

const schemaText = ({ jdbcUrl, schema }: DatabasePlan): string => (schema === undefined ? jdbcUrl : `the schema ${schema} of ${jdbcUrl}`)

function emptyText(plan: DatabasePlan): string {
  const { name, user, jdbcUrl, schema } = plan
  const isPostgres = readJdbcUrl(jdbcUrl).protocol === 'postgresql'
  const where = isPostgres ? `the schema ${schema ?? 'public'} of ${jdbcUrl}` : schemaText(plan)
  const others = isPostgres ? '; to attach another schema, name it (--schema), and choose another name for what is made' : ''
  return `Database ${name}, WITHOUT A TABLE: ${where} has none that ${user} may see${others}`
}

async function makeNetwork(ask: Ask, { project, plan, queue, tell }: AttachOrder, undo: Undoing[]): Promise<Fields> {
  const { name, network } = plan
  const vpcs = `/v1/${project}/vpcs`
  const connections = `/v2.0/${project}/datasource/enhanced-connections`
  const vpc = idIn(await ask('POST', vpcs, { vpc: { name, cidr: network } }), 'vpc')
  undo.unshift({ text: `VPC ${name}`, method: 'DELETE', path: `${vpcs}/${encoded(vpc)}` })
  tell(`VPC ${name}: ${network}`)
  const gateway = network.replace(/\.0\/24$/, '.1')
  const made = await ask('POST', `/v1/${project}/subnets`, { subnet: { name, cidr: network, gateway_ip: gateway, vpc_id: vpc } })
  const subnet = idIn(made, 'subnet')
  undo.unshift({ text: `subnet ${name}`, method: 'DELETE', path: `${vpcs}/${encoded(vpc)}/subnets/${encoded(subnet)}` })
  tell(`Subnet ${name}`)
  await ask('PUT', `/causeway/v1/${project}/vpcs/${encoded(vpc)}/attachment`, plan.attachment)
  tell(`Attachment: ${String(plan.attachment['kind'])}, ${plan.address}:${plan.port} is ${plan.dialled}`)
  const connection = await ask('POST', connections, {
    name,
    dest_vpc_id: vpc,
    dest_network_id: subnet,
    queues: [queue],
    hosts: plan.host === plan.address ? [] : [{ name: plan.host, ip: plan.address }],
    ports: [plan.port],
  })
  const connectionId = String(connection['connection_id'])
  const connectionPath = `${connections}/${encoded(connectionId)}`
  undo.unshift({ text: `connection ${name}`, method: 'DELETE', path: connectionPath })
  await boundHolder(ask, connectionPath, { holder: { kind: 'queue', name: queue }, connection: name })
  tell(`Connection ${name}, bound to ${queue}`)
  return { vpc_id: vpc, subnet_id: subnet, connection_id: connectionId }
}

const isReached = ({ verdict }: Fields): boolean => verdict === 'allowed' || verdict === 'reachable'

async function explain(ask: Ask, { project, queue }: AttachOrder, address: string, dial: boolean): Promise<Fields> {
  const query = new URLSearchParams({ address, dial: String(dial) })
  return await ask('GET', `/causeway/v1/${project}/queues/${encoded(queue)}/explain?${query}`)
}

/** By which host the queue is let through to the server of the database already; undefined: by none. */
async function reachedAs(ask: Ask, order: AttachOrder): Promise<string | undefined> {
  const { plan } = order
  const hosts = plan.isNamed ? [plan.host] : await knownAddresses(ask, order)
  for (const host of hosts) {
    if (isReached(await explain(ask, order, `${host}:${plan.port}`, false))) return host
  }
  return undefined
}

/** Its own, where a connection has that; and those from which a forward leads to it. */
async function knownAddresses(ask: Ask, { project, plan, networks }: AttachOrder): Promise<readonly string[]> {
  const found = [plan.target.replace(/:\d+$/, '')]
  for (const { cidr, vpcId } of networks.subnets) {
    if (!isStandInNetwork(cidr)) continue
    const attachment = await ask('GET', `/causeway/v1/${project}/vpcs/${encoded(vpcId)}/attachment`)
    for (const { from, to } of rowsOf(attachment['forwards'])) {
      const [address = ''] = String(from).split(':')
      if (to === plan.target && String(from) === `${address}:${plan.port}`) found.push(address)
    }
  }
  return found
}

function idIn(answer: Fields, field: string): string {
  const made = answer[field]
  if (isFields(made) && typeof made['id'] === 'string') return made['id']
  throw new CausewayError('internal', `The server has not said which ${field} it has made`)
}
