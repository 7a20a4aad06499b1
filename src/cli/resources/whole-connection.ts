import { CausewayError } from '../../base/errors.ts'
import { type Fields, isFields, listOf, rowsOf } from '../shown-fields.ts'
import type { Place } from './resource.ts'

/** A connection as the vendor's call tells it, and what Causeway has beside: its ports, its resolver, and what it leads to by name. */
export async function wholeConnection({ server, project }: Place, connection: Fields): Promise<Fields> {
  const path = `/causeway/v1/${project}/connections/${encodeURIComponent(String(connection['id']))}`
  const [{ ports }, resolver, networks] = await Promise.all([
    server.ask('GET', `${path}/ports`),
    server.ask('GET', `${path}/resolver`),
    networksOf({ server, project }, connection),
  ])
  return { ...connection, ports, resolver, ...networks }
}

/** The same of many, without a call for each but those that a large project's topology leaves out. */
export async function wholeConnections({ server, project }: Place, all: readonly Fields[]): Promise<readonly Fields[]> {
  const { connections, vpcs, subnets, cut } = await server.ask('GET', `/causeway/v1/${project}/topology`)
  const [knownVpcs, knownSubnets, known] = [byId(vpcs), byId(subnets), byId(connections)]
  const isCut = (kind: string): boolean => listOf(cut).includes(kind)
  const whole: Fields[] = []
  for (const each of all) {
    const { dest_vpc_id: vpcId, dest_network_id: subnetId } = each
    const isLeftOut =
      (!known.has(each['id']) && isCut('connections')) ||
      (!knownVpcs.has(vpcId) && isCut('vpcs')) ||
      (!knownSubnets.has(subnetId) && isCut('subnets'))
    if (isLeftOut) {
      whole.push(await wholeConnection({ server, project }, each))
      continue
    }
    const { ports, suffixes, name_servers: servers } = known.get(each['id']) ?? {}
    const resolver = suffixes === undefined ? undefined : { servers, suffixes }
    const [vpc, subnet] = [knownVpcs.get(vpcId)?.['name'], knownSubnets.get(subnetId)?.['name']]
    whole.push({ ...each, ...given({ ports, resolver, vpc_name: vpc, subnet_name: subnet }) })
  }
  return whole
}

/** Of another project's, and to who may see no VPCs, nothing is told. */
async function networksOf({ server, project }: Place, { dest_vpc_id: vpc, dest_network_id: subnet }: Fields): Promise<Fields> {
  const nameOf = async (word: 'vpc' | 'subnet', id: unknown): Promise<unknown> => {
    try {
      const found = (await server.ask('GET', `/v1/${project}/${word}s/${encodeURIComponent(String(id))}`))[word]
      return isFields(found) ? found['name'] : undefined
    } catch (thrown) {
      if (thrown instanceof CausewayError && (thrown.kind === 'forbidden' || thrown.kind === 'not-found')) return undefined
      throw thrown
    }
  }
  const [vpcName, subnetName] = await Promise.all([nameOf('vpc', vpc), nameOf('subnet', subnet)])
  return given({ vpc_name: vpcName, subnet_name: subnetName })
}

const byId = (rows: unknown): ReadonlyMap<unknown, Fields> => new Map(rowsOf(rows).map((row) => [row['id'], row]))
const given = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
