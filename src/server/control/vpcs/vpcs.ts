import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newHexId, newUuid } from '../../../base/ids.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { attachmentPurpose } from '../../domain/secret-purpose.ts'
import type { StoredAttachment } from '../../domain/stored-attachment.ts'
import type { Tag } from '../../domain/tag.ts'
import type { AttachmentRecord, Subnet, SubnetRecord, SubnetSettings, Vpc, VpcRecord, VpcSettings } from '../../domain/vpc.ts'
import {
  attachmentOf,
  DEFAULT_ATTACHMENT,
  readAttachment,
  secretGiven,
  secretNeeded,
  showAttachment,
  takesAway,
} from '../../network/attachments/attachments.ts'
import type { Broker } from '../../network/broker.ts'
import { idsOfConnectionsTo, namesOfConnectionsTo } from '../../store/network/connections.ts'
import { countSubnets, deleteSubnet, insertSubnet, listSubnets, updateSubnet } from '../../store/network/subnets.ts'
import {
  countVpcs,
  deleteVpc,
  findAttachment,
  findVpcByName,
  insertVpc,
  listVpcs,
  updateAttachment,
  updateVpc,
  type VpcSelection,
} from '../../store/network/vpcs.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Grants } from '../dialling/grants.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import type { EventSink } from '../events/events.ts'
import type { Caller } from '../shared/caller.ts'
import { lineText, networkDescription, subnetName, vpcName } from '../shared/names.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { checkTags } from '../shared/tags.ts'
import { contains, storedNetwork, subnetNetwork, vpcNetwork } from './cidrs.ts'
import { noVpc, requireNetwork, requireSubnet, requireVpc } from './require.ts'
import { subnetIpv6, type WantedIpv6 } from './subnet-ipv6.ts'
import { changedSubnetSettings } from './subnet-settings.ts'

export interface Vpcs {
  create(
    caller: Caller,
    input: {
      readonly name: string
      /** '' for none: it is given by a change then, before the first subnet. */
      readonly cidr: string
      readonly description: string
      readonly enterpriseProjectId?: string
      readonly settings?: VpcSettings
      readonly tags?: readonly Tag[]
    },
  ): Promise<Vpc>
  /** What is not given stays. Its subnets stay inside of a new CIDR, or it is 'invalid-parameter'. */
  update(
    caller: Caller,
    id: string,
    change: { readonly name?: string; readonly cidr?: string; readonly description?: string; readonly settings?: VpcSettings },
  ): Promise<Vpc>
  get(caller: Caller, id: string): Promise<Vpc>
  list(caller: Caller, page: VpcSelection): Promise<readonly Vpc[]>
  /** 'in-use' while it has subnets. */
  delete(caller: Caller, id: string): Promise<void>
  createSubnet(
    caller: Caller,
    input: {
      readonly vpcId: string
      readonly name: string
      readonly cidr: string
      readonly gatewayIp: string
      readonly ipv6?: WantedIpv6
      readonly description: string
      readonly settings?: SubnetSettings
      readonly tags?: readonly Tag[]
    },
  ): Promise<Subnet>
  /** What is not given stays; the address ranges are for ever. One of IPv6 may come. */
  updateSubnet(
    caller: Caller,
    vpcId: string,
    id: string,
    change: { readonly name?: string; readonly description?: string; readonly settings: SubnetSettings; readonly ipv6?: WantedIpv6 },
  ): Promise<Subnet>
  getSubnet(caller: Caller, id: string): Promise<Subnet>
  listSubnets(
    caller: Caller,
    page: { readonly vpcId?: string; readonly limit?: number; readonly marker?: string },
  ): Promise<readonly Subnet[]>
  /** 'in-use' while an enhanced connection leads to it. */
  deleteSubnet(caller: Caller, vpcId: string, id: string): Promise<void>
  /** As whoever may read it sees it. */
  attachment(caller: Caller, vpcId: string): Promise<StoredAttachment>
  /** Replaces the attachment. Throws 'invalid-parameter' for what no kind of attachment is. */
  setAttachment(caller: Caller, vpcId: string, given: StoredAttachment): Promise<void>
}

const PAGE_MAX = 2_000
const MAKERS = { uuid: newUuid, digits: newHexId }

function toVpc({ projectId: _projectId, ...vpc }: VpcRecord): Vpc {
  return vpc
}

function toSubnet({ projectId: _projectId, ...subnet }: SubnetRecord): Subnet {
  return subnet
}

async function checkNewName(tx: Database, projectId: string, name: string): Promise<void> {
  if (name !== '' && (await findVpcByName(tx, projectId, name)) !== undefined) {
    throw new CausewayError('already-exists', `The VPC ${name} already exists`, { hint: 'Choose another name.' })
  }
}

async function requireSubnetOf(tx: Database, projectId: string, vpcId: string, id: string): Promise<SubnetRecord> {
  const subnet = await requireSubnet(tx, projectId, id)
  if (subnet.vpcId === vpcId) return subnet
  throw new CausewayError('not-found', `The VPC ${vpcId} has no subnet with the id ${id}`, { hint: 'Name the VPC of the subnet.' })
}

function checkLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 0 && limit <= PAGE_MAX)) return
  throw new CausewayError('invalid-parameter', 'The limit is not valid', { hint: `Use an integer from 0 to ${PAGE_MAX}.` })
}

async function requireAttachment(db: Database, projectId: string, vpcId: string): Promise<AttachmentRecord> {
  const found = await findAttachment(db, projectId, vpcId)
  if (found === undefined) throw noVpc(vpcId)
  return found
}

export interface VpcsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly views: Pick<NetworkViews, 'forget'>
  readonly grants: Grants
  readonly broker: Pick<Broker, 'closeLinks' | 'retireLinks' | 'attachmentRefusal'>
  readonly events: EventSink
}

export function createVpcs(deps: VpcsDeps): Vpcs {
  const { store, clock, quotas, views, grants, broker, events } = deps

  return {
    async create(caller, input) {
      const { projectId } = caller
      const now = clock()
      const vpc: VpcRecord = {
        id: newUuid(),
        projectId,
        name: vpcName(input.name),
        cidr: input.cidr === '' ? '' : vpcNetwork(input.cidr).cidr,
        description: networkDescription(input.description),
        enterpriseProjectId: lineText('enterprise project id', input.enterpriseProjectId ?? '0'),
        settings: input.settings ?? {},
        tags: checkTags(input.tags ?? []),
        createdAt: now,
        updatedAt: now,
      }
      await store.transaction(async (tx) => {
        await checkNewName(tx, projectId, vpc.name)
        if ((await countVpcs(tx, projectId)) >= quotas.vpcs) throw quotaReached('vpcs', quotas)
        await insertVpc(tx, vpc, DEFAULT_ATTACHMENT)
      })
      events.publish(projectId, { kind: 'vpc', vpcId: vpc.id, change: 'created' })
      return toVpc(vpc)
    },

    async update(caller, id, change) {
      const { projectId } = caller
      const updated = await store.transaction(async (tx) => {
        const before = await requireVpc(tx, projectId, id)
        const vpc: VpcRecord = {
          ...before,
          ...(change.name === undefined ? {} : { name: vpcName(change.name) }),
          ...(change.cidr === undefined ? {} : { cidr: vpcNetwork(change.cidr).cidr }),
          ...(change.description === undefined ? {} : { description: networkDescription(change.description) }),
          settings: { ...before.settings, ...change.settings },
          updatedAt: clock(),
        }
        if (vpc.name !== before.name) await checkNewName(tx, projectId, vpc.name)
        const subnets = vpc.cidr === before.cidr ? [] : await listSubnets(tx, projectId, { vpcId: id })
        const outside = subnets.find(({ cidr }) => !contains(storedNetwork(vpc.cidr), storedNetwork(cidr)))
        if (outside !== undefined) {
          throw new CausewayError('invalid-parameter', `The subnet ${outside.name} with ${outside.cidr} is not inside ${vpc.cidr}`, {
            hint: 'Use a network that all subnets of the VPC are in, or delete the subnet first.',
          })
        }
        await updateVpc(tx, vpc)
        return toVpc(vpc)
      })
      views.forget(projectId, { vpcId: id })
      events.publish(projectId, { kind: 'vpc', vpcId: id, change: 'changed' })
      return updated
    },

    async get(caller, id) {
      return toVpc(await requireVpc(store.db, caller.projectId, id))
    },

    async list(caller, page) {
      checkLimit(page.limit)
      return (await listVpcs(store.db, caller.projectId, page)).map(toVpc)
    },

    async delete(caller, id) {
      await store.transaction(async (tx) => {
        await requireVpc(tx, caller.projectId, id)
        const [subnet] = await listSubnets(tx, caller.projectId, { vpcId: id, limit: 1 })
        if (subnet !== undefined) {
          throw new CausewayError('in-use', `The VPC ${id} has subnets, ${subnet.name} for one`, { hint: 'Delete its subnets first.' })
        }
        await deleteVpc(tx, id)
      })
      views.forget(caller.projectId, { vpcId: id })
      events.publish(caller.projectId, { kind: 'vpc', vpcId: id, change: 'deleted' })
      await broker.closeLinks(id)
    },

    async createSubnet(caller, input) {
      const { projectId } = caller
      const name = subnetName(input.name)
      const description = networkDescription(input.description)
      const settings = changedSubnetSettings({}, input.settings ?? {})
      const tags = checkTags(input.tags ?? [])
      const now = clock()
      const made = await store.transaction(async (tx) => {
        const vpc = await requireVpc(tx, projectId, input.vpcId)
        const others = await listSubnets(tx, projectId, { vpcId: vpc.id })
        const { cidr } = subnetNetwork(input, requireNetwork(vpc), others)
        const ipv6 = subnetIpv6(input.ipv6 ?? {}, undefined, others, MAKERS)
        if ((await countSubnets(tx, projectId)) >= quotas.subnets) throw quotaReached('subnets', quotas)
        const subnet: SubnetRecord = {
          id: newUuid(),
          projectId,
          vpcId: vpc.id,
          name,
          cidr,
          gatewayIp: input.gatewayIp,
          ...(ipv6 === undefined ? {} : { ipv6 }),
          description,
          settings,
          tags,
          neutronSubnetId: newUuid(),
          createdAt: now,
          updatedAt: now,
        }
        await insertSubnet(tx, subnet)
        return toSubnet(subnet)
      })
      events.publish(projectId, { kind: 'vpc', vpcId: made.vpcId, change: 'subnets' })
      return made
    },

    async getSubnet(caller, id) {
      return toSubnet(await requireSubnet(store.db, caller.projectId, id))
    },

    async listSubnets(caller, page) {
      checkLimit(page.limit)
      return (await listSubnets(store.db, caller.projectId, page)).map(toSubnet)
    },

    async updateSubnet(caller, vpcId, id, change) {
      const { subnet: updated, connectionIds } = await store.transaction(async (tx) => {
        const before = await requireSubnetOf(tx, caller.projectId, vpcId, id)
        const others = (await listSubnets(tx, caller.projectId, { vpcId })).filter((each) => each.id !== before.id)
        const ipv6 = subnetIpv6(change.ipv6 ?? {}, before.ipv6, others, MAKERS)
        const subnet: SubnetRecord = {
          ...before,
          ...(change.name === undefined ? {} : { name: subnetName(change.name) }),
          ...(change.description === undefined ? {} : { description: networkDescription(change.description) }),
          settings: changedSubnetSettings(before.settings, change.settings),
          ...(ipv6 === undefined ? {} : { ipv6 }),
          updatedAt: clock(),
        }
        await updateSubnet(tx, subnet)
        const isWider = ipv6 !== undefined && before.ipv6 === undefined
        return { subnet: toSubnet(subnet), connectionIds: isWider ? await idsOfConnectionsTo(tx, subnet.id) : [] }
      })
      for (const connectionId of connectionIds) views.forget(caller.projectId, { connectionId })
      events.publish(caller.projectId, { kind: 'vpc', vpcId, change: 'subnets' })
      return updated
    },

    async deleteSubnet(caller, vpcId, id) {
      await store.transaction(async (tx) => {
        const subnet = await requireSubnetOf(tx, caller.projectId, vpcId, id)
        const [connection] = await namesOfConnectionsTo(tx, id)
        if (connection !== undefined) {
          throw new CausewayError('in-use', `The enhanced datasource connection ${connection} leads to the subnet ${subnet.name}`, {
            hint: 'Delete the connection first.',
          })
        }
        await deleteSubnet(tx, id)
      })
      // No view tells of it: no active connection leads to it.
      events.publish(caller.projectId, { kind: 'vpc', vpcId, change: 'subnets' })
    },

    async attachment(caller, vpcId) {
      return showAttachment(readAttachment((await requireAttachment(store.db, caller.projectId, vpcId)).attachment))
    },

    async setAttachment(caller, vpcId, given) {
      const attachment = attachmentOf(given)
      // It may be a table of 10,000 entries: to read it, and to keep it, takes milliseconds each.
      await nextTurn()
      const refusal = broker.attachmentRefusal(attachment)
      if (refusal !== undefined) {
        const hint = refusal.remedies.flatMap((remedy) => (remedy.kind === 'advice' ? [remedy.text] : [])).join('. ')
        throw new CausewayError('invalid-parameter', refusal.seen, { hint })
      }
      const secret = secretGiven(given)
      const before = await store.transaction(async (tx) => {
        const found = await requireAttachment(tx, caller.projectId, vpcId)
        const needed = secretNeeded(attachment)
        if (needed !== undefined && secret === undefined && secretNeeded(readAttachment(found.attachment))?.which !== needed.which) {
          throw new CausewayError('invalid-parameter', `The attachment of kind ${attachment.kind} lacks ${needed.field}`, {
            hint: `Give ${needed.field}: another one is kept, or none.`,
          })
        }
        const sealed = secret === undefined ? undefined : store.secrets.seal(secret, attachmentPurpose(vpcId))
        return (await updateAttachment(tx, vpcId, attachment, needed === undefined ? null : sealed)) ? found : undefined
      })
      if (before === undefined) return
      views.forget(caller.projectId, { vpcId })
      events.publish(caller.projectId, { kind: 'vpc', vpcId, change: 'attachment' })
      // In this turn, and of what is older only: the dials from here on have a link of the new attachment, and keep it.
      const revision = before.revision + 1
      if (takesAway(readAttachment(before.attachment), attachment)) {
        const revoked = grants.revoke({ vpcId }, 'The attachment of the VPC that this job reached was changed')
        await Promise.all([revoked, broker.closeLinks(vpcId, revision)])
      } else broker.retireLinks(vpcId, revision)
    },
  }
}
