import type { BindingHolder, BindingRecord } from '../../domain/binding.ts'
import { listBindingsToVpc } from '../../store/network/bindings.ts'
import { findConnectionPlace } from '../../store/network/connections.ts'
import { findSubnet } from '../../store/network/subnets.ts'
import { findVpc } from '../../store/network/vpcs.ts'
import { findPool } from '../../store/queues/pools.ts'
import { findQueue } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import { holderWords } from '../shared/holder-words.ts'
import { overlaps, storedNetwork } from '../vpcs/cidrs.ts'

/** What stands in the way of a binding; undefined when nothing does. */
export async function bindingFailure(tx: Database, binding: BindingRecord): Promise<string | undefined> {
  // Of another project, where that shares it.
  const connection = await findConnectionPlace(tx, binding.connectionId)
  if (connection === undefined || connection.state !== 'active') return 'The connection is deleted'
  const { projectId, vpcId, subnetId } = connection
  // What the other project's network is, is not for whoever borrows it.
  const isLent = projectId !== binding.projectId
  const vpc = await findVpc(tx, projectId, vpcId)
  if (vpc === undefined) return isLent ? NETWORK_GONE : `The VPC ${vpcId} is not there any more`
  const subnet = await findSubnet(tx, projectId, subnetId)
  if (subnet === undefined || subnet.vpcId !== vpc.id) return isLent ? NETWORK_GONE : `The subnet ${subnetId} is not there any more`
  return await overlap(tx, binding, isLent ? { id: vpc.id, name: '', cidr: '' } : vpc)
}

const NETWORK_GONE = 'The network that the connection of another project leads to is not there any more'

/** Chosen by users: a queue or a pool that was given none is in nobody's way. */
async function cidrOf(tx: Database, { kind, id }: BindingHolder): Promise<string> {
  return (kind === 'queue' ? await findQueue(tx, id) : await findPool(tx, id))?.cidr ?? ''
}

/**
 * The vendor's rule: neither the target network nor anybody else who is bound to it has addresses of the queue's. What another project has is not compared: whoever
 * tries one CIDR after the other would find out, in whatever words it is told.
 */
async function overlap(
  tx: Database,
  { id, holder, projectId }: BindingRecord,
  vpc: { readonly id: string; readonly name: string; readonly cidr: string },
): Promise<string | undefined> {
  const cidr = await cidrOf(tx, holder)
  if (cidr === '') return undefined
  const network = storedNetwork(cidr)
  const what = `The CIDR ${cidr} of the ${holderWords(holder)} overlaps`
  // A VPC may have none of its own.
  if (vpc.cidr !== '' && overlaps(network, storedNetwork(vpc.cidr)))
    return `${what} ${vpc.cidr}, that of the VPC ${vpc.name === '' ? vpc.id : vpc.name}`
  for (const other of await listBindingsToVpc(tx, vpc.id)) {
    // The first that is checked has the range; its own binding to another connection is no other.
    const isBound = other.state === 'active' || other.state === 'down'
    if (other.id === id || !isBound || other.holder.id === holder.id || other.projectId !== projectId) continue
    const otherCidr = await cidrOf(tx, other.holder)
    if (otherCidr === '' || !overlaps(network, storedNetwork(otherCidr))) continue
    return `${what} ${otherCidr}, that of the ${holderWords(other.holder)}, which is bound to the same VPC`
  }
  return undefined
}
