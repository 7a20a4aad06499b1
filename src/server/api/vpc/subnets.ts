import { type Static, Type } from 'typebox'
import { gatewayOf } from '../../control/vpcs/subnet-ipv6.ts'
import { nameServers } from '../../control/vpcs/subnet-settings.ts'
import type { Subnet, SubnetSettings } from '../../domain/vpc.ts'
import { NetworkDescription, SubnetName } from '../input/told-limits.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { StarredTags, starredTags, tagsFromStarred } from './network-tags.ts'
import { given, PAGE, PROJECT, ProjectPath, vpcTime } from './vpc-paths.ts'

const COLLECTION = '/v1/{project_id}/subnets'

const SubnetItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  cidr: Type.String(),
  dnsList: Type.Array(Type.String()),
  status: Type.String(),
  vpc_id: Type.String(),
  ipv6_enable: Type.Boolean(),
  cidr_v6: Type.Optional(Type.String()),
  gateway_ip: Type.String(),
  gateway_ip_v6: Type.Optional(Type.String()),
  dhcp_enable: Type.Boolean(),
  primary_dns: Type.String(),
  secondary_dns: Type.String(),
  availability_zone: Type.String(),
  neutron_network_id: Type.String(),
  neutron_subnet_id: Type.String(),
  neutron_subnet_id_v6: Type.String(),
  extra_dhcp_opts: Type.Array(Type.Object({ opt_name: Type.String(), opt_value: Type.String() })),
  scope: Type.String(),
  tenant_id: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
  tags: Type.Array(Type.String()),
})
const OneSubnet = Type.Object({ subnet: SubnetItem })

/** Have no meaning here, and come back as they were sent. */
const SETTINGS = {
  dhcp_enable: Type.Optional(Type.Boolean()),
  primary_dns: Type.Optional(Type.String()),
  secondary_dns: Type.Optional(Type.String()),
  dnsList: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
  extra_dhcp_opts: Type.Optional(
    Type.Array(Type.Object({ opt_name: Type.String({ maxLength: 255 }), opt_value: Type.Optional(Type.String({ maxLength: 255 })) }), {
      maxItems: 100,
    }),
  ),
}
const SettingsBody = Type.Object(SETTINGS)

/** The vendor chooses the network where IPv6 is wanted, and takes none; here it may be given, as the private network has it. */
const IPV6 = {
  ipv6_enable: Type.Optional(Type.Boolean()),
  cidr_v6: Type.Optional(Type.String({ maxLength: 64 })),
}

const ipv6Of = ({ ipv6_enable: enabled, cidr_v6: cidr }: { readonly ipv6_enable?: boolean; readonly cidr_v6?: string }) => ({
  ipv6: { enabled, cidr },
})

function settingsOf({ dhcp_enable, primary_dns, secondary_dns, dnsList, extra_dhcp_opts }: Static<typeof SettingsBody>): SubnetSettings {
  return {
    ...(dhcp_enable === undefined ? {} : { dhcpEnabled: dhcp_enable }),
    ...(primary_dns === undefined ? {} : { primaryDns: primary_dns }),
    ...(secondary_dns === undefined ? {} : { secondaryDns: secondary_dns }),
    ...(dnsList === undefined ? {} : { dnsList }),
    ...(extra_dhcp_opts === undefined
      ? {}
      : { dhcpOptions: extra_dhcp_opts.map(({ opt_name: name, opt_value: value = '' }) => ({ name, value })) }),
  }
}

/** `id` is the network id that DLI asks for as dest_network_id; neutron_subnet_id is another one. */
function subnetFields(subnet: Subnet, projectId: string): Static<typeof SubnetItem> {
  const { dhcpEnabled = true, availabilityZone = '', dhcpOptions = [] } = subnet.settings
  // Also of one that an earlier version has kept as it was sent.
  const { dnsList = [], primaryDns = '', secondaryDns = '' } = nameServers(subnet.settings, {})
  return {
    id: subnet.id,
    name: subnet.name,
    description: subnet.description,
    cidr: subnet.cidr,
    dnsList: [...dnsList],
    status: 'ACTIVE',
    vpc_id: subnet.vpcId,
    ipv6_enable: subnet.ipv6 !== undefined,
    ...(subnet.ipv6 === undefined ? {} : { cidr_v6: subnet.ipv6.cidr, gateway_ip_v6: gatewayOf(subnet.ipv6) }),
    gateway_ip: subnet.gatewayIp,
    dhcp_enable: dhcpEnabled,
    primary_dns: primaryDns,
    secondary_dns: secondaryDns,
    availability_zone: availabilityZone,
    neutron_network_id: subnet.id,
    neutron_subnet_id: subnet.neutronSubnetId,
    neutron_subnet_id_v6: subnet.ipv6?.neutronSubnetId ?? '',
    extra_dhcp_opts: dhcpOptions.map(({ name, value }) => ({ opt_name: name, opt_value: value })),
    scope: 'center',
    tenant_id: projectId,
    created_at: vpcTime(subnet.createdAt),
    updated_at: vpcTime(subnet.updatedAt),
    tags: starredTags(subnet.tags),
  }
}

const create = projectOperation({
  name: 'vpc.subnets.create',
  protocol: 'vpc',
  method: 'POST',
  path: COLLECTION,
  permission: 'vpc:subnets:create',
  summary: 'Creates a subnet of a VPC',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      subnet: Type.Object({
        name: SubnetName,
        cidr: Type.String({ minLength: 1 }),
        gateway_ip: Type.String({ minLength: 1 }),
        vpc_id: Type.String({ minLength: 1 }),
        description: Type.Optional(NetworkDescription),
        ...SETTINGS,
        ...IPV6,
        availability_zone: Type.Optional(Type.String()),
        tags: StarredTags,
      }),
    }),
    response: OneSubnet,
  },
  handle: async ({ control, caller, body }) => {
    const { name, cidr, gateway_ip: gatewayIp, vpc_id: vpcId, description, availability_zone: availabilityZone, tags } = body.subnet
    const subnet = await control.vpcs.createSubnet(caller, {
      ...{ vpcId, name, cidr, gatewayIp, description: description ?? '', tags: tagsFromStarred(tags) },
      ...ipv6Of(body.subnet),
      settings: { ...settingsOf(body.subnet), ...given('availabilityZone', availabilityZone) },
    })
    return { body: { subnet: subnetFields(subnet, caller.projectId) } }
  },
})

const list = projectOperation({
  name: 'vpc.subnets.list',
  protocol: 'vpc',
  method: 'GET',
  path: COLLECTION,
  permission: 'vpc:subnets:list',
  summary: 'Lists subnets, of one VPC or of all',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({ ...PAGE, vpc_id: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.Object({ subnets: Type.Array(SubnetItem) }),
  },
  handle: async ({ control, caller, query }) => {
    const subnets = await control.vpcs.listSubnets(caller, {
      ...(query.limit === undefined ? {} : { limit: query.limit }),
      ...given('marker', query.marker),
      ...given('vpcId', query.vpc_id),
    })
    return { body: { subnets: subnets.map((subnet) => subnetFields(subnet, caller.projectId)) } }
  },
})

const get = projectOperation({
  name: 'vpc.subnets.get',
  protocol: 'vpc',
  method: 'GET',
  path: `${COLLECTION}/{subnet_id}`,
  permission: 'vpc:subnets:get',
  summary: 'Describes a subnet',
  status: 200,
  schemas: { params: Type.Object({ ...PROJECT, subnet_id: Type.String({ minLength: 1 }) }), query: NONE, body: NONE, response: OneSubnet },
  handle: async ({ control, caller, params }) => {
    return { body: { subnet: subnetFields(await control.vpcs.getSubnet(caller, params.subnet_id), caller.projectId) } }
  },
})

const SubnetOfVpcPath = Type.Object({
  ...PROJECT,
  vpc_id: Type.String({ minLength: 1 }),
  subnet_id: Type.String({ minLength: 1 }),
})

const update = projectOperation({
  name: 'vpc.subnets.update',
  protocol: 'vpc',
  method: 'PUT',
  path: '/v1/{project_id}/vpcs/{vpc_id}/subnets/{subnet_id}',
  permission: 'vpc:subnets:update',
  summary: 'Changes the name, the description, the name servers or the DHCP options of a subnet',
  status: 200,
  schemas: {
    params: SubnetOfVpcPath,
    query: NONE,
    body: Type.Object({
      subnet: Type.Object({ name: Type.Optional(SubnetName), description: Type.Optional(NetworkDescription), ...SETTINGS, ...IPV6 }),
    }),
    response: Type.Object({ subnet: Type.Object({ id: Type.String(), status: Type.String() }) }),
  },
  handle: async ({ control, caller, params, body }) => {
    const { name, description } = body.subnet
    const { id } = await control.vpcs.updateSubnet(caller, params.vpc_id, params.subnet_id, {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      settings: settingsOf(body.subnet),
      ...ipv6Of(body.subnet),
    })
    return { body: { subnet: { id, status: 'ACTIVE' } } }
  },
})

const remove = projectOperation({
  name: 'vpc.subnets.delete',
  protocol: 'vpc',
  method: 'DELETE',
  path: '/v1/{project_id}/vpcs/{vpc_id}/subnets/{subnet_id}',
  permission: 'vpc:subnets:delete',
  summary: 'Deletes a subnet that no connection leads to',
  status: 204,
  schemas: {
    params: SubnetOfVpcPath,
    query: NONE,
    body: NONE,
    response: NO_BODY,
  },
  handle: async ({ control, caller, params }) => {
    await control.vpcs.deleteSubnet(caller, params.vpc_id, params.subnet_id)
    return { body: undefined }
  },
})

export const subnetOperations: readonly Operation[] = [create, list, get, update, remove]
