import { CausewayError } from '../../base/errors.ts'
import { type Fields, isFields } from '../../base/fields.ts'
import type { Ask, Method } from './ask.ts'
import { boundQueue } from './bound-queue.ts'
import type { DatabasePlan } from './database-plan.ts'

interface AttachOrder {
  readonly project: string
  readonly plan: DatabasePlan
  readonly queue: string
  readonly password: string
  /** Told each step when it is done, and each that is undone. */
  readonly tell: (text: string) => void
  /** How an explanation is written. */
  readonly explainedText: (explained: Fields) => string
}

const encoded = encodeURIComponent

/** VPC, subnet, attachment, connection, credential and database of one name. Everything, or nothing: what was made before a step that fails goes again, the last first. */
export async function attachDatabase(ask: Ask, { project, plan, queue, password, tell, explainedText }: AttachOrder): Promise<void> {
  const { name, network } = plan
  const undo: { readonly text: string; readonly method: Method; readonly path: string }[] = []
  const vpcs = `/v1/${project}/vpcs`
  const connections = `/v2.0/${project}/datasource/enhanced-connections`
  try {
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
    const connectionPath = `${connections}/${encoded(String(connection['connection_id']))}`
    undo.unshift({ text: `connection ${name}`, method: 'DELETE', path: connectionPath })
    await boundQueue(ask, connectionPath, { queue, connection: name })
    tell(`Connection ${name}, bound to ${queue}`)
    const credentials = `/v3/${project}/datasource/auth-infos`
    await ask('POST', credentials, { auth_info_name: name, datasource_type: 'passwd', user_name: plan.user, password })
    undo.unshift({ text: `credential ${name}`, method: 'DELETE', path: `${credentials}/${encoded(name)}` })
    tell(`Credential ${name}: ${plan.user}`)
    await ask('POST', `/v1.0/${project}/databases`, { database_name: name })
    undo.unshift({ text: `database ${name}`, method: 'DELETE', path: `/v1.0/${project}/databases/${encoded(name)}` })
    tell(`Database ${name}`)
    const query = new URLSearchParams({ address: `${plan.host}:${plan.port}`, dial: 'true' })
    const explained = await ask('GET', `/causeway/v1/${project}/queues/${encoded(queue)}/explain?${query}`)
    if (explained['verdict'] !== 'allowed' && explained['verdict'] !== 'reachable')
      throw new CausewayError('unreachable', explainedText(explained))
    tell(explainedText(explained))
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

function idIn(answer: Fields, field: string): string {
  const made = answer[field]
  if (isFields(made) && typeof made['id'] === 'string') return made['id']
  throw new CausewayError('internal', `The server has not said which ${field} it has made`)
}
