import { CausewayError } from '../../../base/errors.ts'
import type { SubnetRecord, VpcRecord } from '../../domain/vpc.ts'
import { findSubnet } from '../../store/network/subnets.ts'
import { findVpc } from '../../store/network/vpcs.ts'
import type { Database } from '../../store/schema.ts'
import { type Network, storedNetwork } from './cidrs.ts'

export const noVpc = (id: string): CausewayError =>
  new CausewayError('not-found', `There is no VPC with the id ${id}`, { hint: 'List the VPCs of the project.' })

/** Throws 'not-found'. */
export async function requireVpc(db: Database, projectId: string, id: string): Promise<VpcRecord> {
  const vpc = await findVpc(db, projectId, id)
  if (vpc === undefined) throw noVpc(id)
  return vpc
}

/** Of a VPC whose subnets are asked for. Throws 'not-supported' for one that was made without. */
export function requireNetwork({ id, cidr }: Pick<VpcRecord, 'id' | 'cidr'>): Network {
  if (cidr !== '') return storedNetwork(cidr)
  throw new CausewayError('not-supported', `The VPC ${id} has no CIDR yet, so no subnet is inside it`, {
    hint: `Give it one: PUT /v1/{project_id}/vpcs/${id} with {"vpc":{"cidr":"192.168.0.0/16"}}.`,
  })
}

/** Throws 'not-found'. */
export async function requireSubnet(db: Database, projectId: string, id: string): Promise<SubnetRecord> {
  const subnet = await findSubnet(db, projectId, id)
  if (subnet === undefined) {
    throw new CausewayError('not-found', `There is no subnet with the id ${id}`, { hint: 'List the subnets of the project.' })
  }
  return subnet
}
