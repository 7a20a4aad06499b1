import { textIn } from '../../../../src/client/remedy-command.ts'
import type { Remedy } from '../../api/explanation.ts'
import { isRecord } from '../../api/fields.ts'
import type { ApiRequest } from '../../api/request.ts'

/** What the picture knows of the connection that a remedy is about. */
export interface KnownConnection {
  readonly name: string
  readonly vpcId: string | undefined
  readonly subnetId: string | undefined
  readonly queues: readonly string[]
}

export type TerraformWay = { readonly kind: 'resource'; readonly text: string } | { readonly kind: 'none'; readonly why: string }

/** As the vendor's provider has it; what it has no resource for is said. */
export function terraformOf(
  { kind, data }: Pick<Remedy, 'kind' | 'data'>,
  request: ApiRequest,
  known: KnownConnection | undefined,
): TerraformWay {
  const connection = textIn(data, 'connection', 'name') ?? ''
  const queue = textIn(data, 'queue_name') ?? ''
  const pool = textIn(data, 'pool_name')
  switch (kind) {
    case 'bind-queue':
    case 'unbind-queue': {
      if (pool !== undefined) {
        return kind === 'bind-queue'
          ? resource(
              block('huaweicloud_dli_datasource_connection_associate', label(connection), [
                attribute('connection_id', textIn(data, 'connection', 'id') ?? ''),
                listAttribute('elastic_resource_pools', [pool]),
              ]),
            )
          : none(`Remove ${pool} from elastic_resource_pools of the huaweicloud_dli_datasource_connection_associate of ${connection}`)
      }
      const before = known?.queues ?? []
      const queues = kind === 'bind-queue' ? [...new Set([...before, queue])] : before.filter((each) => each !== queue)
      return resource(connectionBlock(connection, known, [listAttribute('queues', queues)]))
    }
    case 'add-route':
      return resource(
        connectionBlock(connection, known, [
          '# beside the routes that it has',
          `routes {\n    name = ${quoted(textIn(request.body, 'name') ?? '<name>')}\n    cidr = ${quoted(textIn(data, 'cidr') ?? '')}\n  }`,
        ]),
      )
    case 'set-host-entry': {
      const hosts = isRecord(request.body) && Array.isArray(request.body['hosts']) ? request.body['hosts'] : []
      const blocks = hosts.map(
        (each) => `hosts {\n    name = ${quoted(textIn(each, 'name') ?? '')}\n    ip   = ${quoted(textIn(each, 'ip') ?? '')}\n  }`,
      )
      return resource(connectionBlock(connection, known, blocks))
    }
    case 'create-connection': {
      const pools = pool === undefined ? [listAttribute('queues', [queue])] : []
      return resource(
        block('huaweicloud_dli_datasource_connection', label(textIn(request.body, 'name') ?? 'name'), [
          attribute('name', textIn(request.body, 'name') ?? '<name>'),
          attribute('vpc_id', textIn(request.body, 'dest_vpc_id') ?? '<VPC id>'),
          attribute('subnet_id', textIn(request.body, 'dest_network_id') ?? '<subnet id>'),
          ...pools,
        ]),
      )
    }
    case 'create-queue':
      return resource(
        block('huaweicloud_dli_queue', label(textIn(request.body, 'queue_name') ?? 'name'), [
          attribute('name', textIn(request.body, 'queue_name') ?? '<name>'),
          'cu_count      = 16',
          'resource_mode = 1',
        ]),
      )
    default:
      return none('The vendor’s provider has no resource for it: it is Causeway’s own. Use the call or the command.')
  }
}

const resource = (text: string): TerraformWay => ({ kind: 'resource', text })
const none = (why: string): TerraformWay => ({ kind: 'none', why })
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{')
const attribute = (name: string, value: string): string => `${name} = ${quoted(value)}`
const listAttribute = (name: string, values: readonly string[]): string => `${name} = [${values.map(quoted).join(', ')}]`
/** A name that Terraform takes. */
const label = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^(?=[^A-Za-z_])/, '_')

const block = (type: string, name: string, lines: readonly string[]): string =>
  `resource ${quoted(type)} ${quoted(name)} {\n${lines.map((line) => `  ${line}\n`).join('')}}`

const connectionBlock = (name: string, known: KnownConnection | undefined, lines: readonly string[]): string =>
  block('huaweicloud_dli_datasource_connection', label(name), [
    attribute('name', name),
    ...(known?.vpcId === undefined ? [] : [attribute('vpc_id', known.vpcId)]),
    ...(known?.subnetId === undefined ? [] : [attribute('subnet_id', known.subnetId)]),
    ...lines,
  ])
