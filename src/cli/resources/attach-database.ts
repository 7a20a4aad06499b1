import { lookup } from 'node:dns/promises'
import { CausewayError } from '../../base/errors.ts'
import type { Method } from '../connect/server-client.ts'
import { exitCodeOf } from '../explain/exit-code.ts'
import { explainedText } from '../explain/explained-text.ts'
import { type Fields, isFields } from '../shown-fields.ts'
import { boundQueue } from './bound-queue.ts'
import { databasePlan, databaseUrl } from './database-plan.ts'
import { secretOf } from './read-secret.ts'
import type { Place } from './resource.ts'

export interface AttachDatabase {
  readonly url: string
  readonly name: string
  readonly queue: string
  readonly address: string | undefined
  readonly password: string | undefined
  readonly tell: (text: string) => void
}

const encoded = encodeURIComponent

/** Everything, or nothing: what was made before a step that fails goes again, the last first. */
export async function attachDatabase(
  { server, project }: Place,
  { url, name, queue, address, password, tell }: AttachDatabase,
): Promise<void> {
  const named = databaseUrl(url)
  const plan = databasePlan(named, name, address ?? (await addressOf(named.host)))
  const secret = await secretOf(password)
  const undo: { readonly text: string; readonly method: Method; readonly target: string }[] = []
  const vpcs = `/v1/${project}/vpcs`
  const connections = `/v2.0/${project}/datasource/enhanced-connections`
  try {
    const vpc = idIn(await server.ask('POST', vpcs, { vpc: { name, cidr: plan.network } }), 'vpc')
    undo.unshift({ text: `VPC ${name}`, method: 'DELETE', target: `${vpcs}/${encoded(vpc)}` })
    tell(`VPC ${name}: ${plan.network}`)
    const gateway = plan.network.replace(/\.0\/24$/, '.1')
    const made = await server.ask('POST', `/v1/${project}/subnets`, {
      subnet: { name, cidr: plan.network, gateway_ip: gateway, vpc_id: vpc },
    })
    const subnet = idIn(made, 'subnet')
    undo.unshift({ text: `subnet ${name}`, method: 'DELETE', target: `${vpcs}/${encoded(vpc)}/subnets/${encoded(subnet)}` })
    tell(`Subnet ${name}`)
    await server.ask('PUT', `/causeway/v1/${project}/vpcs/${encoded(vpc)}/attachment`, plan.attachment)
    tell(`Attachment: ${String(plan.attachment['kind'])}, ${plan.address}:${plan.port} is ${named.host}:${named.port}`)
    const connection = await server.ask('POST', connections, {
      name,
      dest_vpc_id: vpc,
      dest_network_id: subnet,
      queues: [queue],
      hosts: plan.host === plan.address ? [] : [{ name: plan.host, ip: plan.address }],
      ports: [plan.port],
    })
    undo.unshift({ text: `connection ${name}`, method: 'DELETE', target: `${connections}/${encoded(String(connection['connection_id']))}` })
    await boundQueue({ server, project }, `${connections}/${encoded(String(connection['connection_id']))}`, { queue, connection: name })
    tell(`Connection ${name}, bound to ${queue}`)
    const credentials = `/v3/${project}/datasource/auth-infos`
    await server.ask('POST', credentials, { auth_info_name: name, datasource_type: 'passwd', user_name: plan.user, password: secret })
    undo.unshift({ text: `credential ${name}`, method: 'DELETE', target: `${credentials}/${encoded(name)}` })
    tell(`Credential ${name}: ${plan.user}`)
    await server.ask('POST', `/v1.0/${project}/databases`, { database_name: name })
    undo.unshift({ text: `database ${name}`, method: 'DELETE', target: `/v1.0/${project}/databases/${encoded(name)}` })
    tell(`Database ${name}`)
    const query = new URLSearchParams({ address: `${plan.host}:${plan.port}`, dial: 'true' })
    const explained = await server.ask('GET', `/causeway/v1/${project}/queues/${encoded(queue)}/explain?${query}`)
    if (exitCodeOf(explained['verdict']) !== 0) throw new CausewayError('unreachable', explainedText(explained))
    tell(explainedText(explained))
  } catch (thrown) {
    for (const { text, method, target } of undo) {
      await server.ask(method, target).then(
        () => tell(`Undone: ${text}`),
        (failed: unknown) => tell(`NOT undone: ${text}: ${failed instanceof Error ? failed.message : ''}`),
      )
    }
    throw thrown
  }
  tell(
    `\nName its tables, as: CREATE TABLE ${name}.orders USING JDBC OPTIONS ('url'='${plan.jdbcUrl}', 'dbtable'='…', 'passwdauth'='${name}', 'encryption'='true')`,
  )
}

function idIn(answer: Fields, field: string): string {
  const made = answer[field]
  if (isFields(made) && typeof made['id'] === 'string') return made['id']
  throw new CausewayError('internal', `The server has not said which ${field} it has made`)
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
