import { type Static, Type } from 'typebox'
import type { Subnet } from '../../domain/vpc.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
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
  gateway_ip: Type.String(),
  dhcp_enable: Type.Boolean(),
  primary_dns: Type.String(),
  secondary_dns: Type.String(),
  availability_zone: Type.String(),
  neutron_network_id: Type.String(),
  neutron_subnet_id: Type.String(),
  neutron_subnet_id_v6: Type.String(),
  extra_dhcp_opts: Type.Array(Type.Unknown()),
  scope: Type.String(),
  tenant_id: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
  tags: Type.Array(Type.String()),
})
const OneSubnet = Type.Object({ subnet: SubnetItem })

/** `id` is the network id that DLI asks for as dest_network_id; neutron_subnet_id is another one. DNS settings have no meaning here. */
function subnetFields(subnet: Subnet, projectId: string): Static<typeof SubnetItem> {
  return {
    id: subnet.id,
    name: subnet.name,
    description: subnet.description,
    cidr: subnet.cidr,
    dnsList: [],
    status: 'ACTIVE',
    vpc_id: subnet.vpcId,
    ipv6_enable: false,
    gateway_ip: subnet.gatewayIp,
    dhcp_enable: true,
    primary_dns: '',
    secondary_dns: '',
    availability_zone: '',
    neutron_network_id: subnet.id,
    neutron_subnet_id: subnet.neutronSubnetId,
    neutron_subnet_id_v6: '',
    extra_dhcp_opts: [],
    scope: 'center',
    tenant_id: projectId,
    created_at: vpcTime(subnet.createdAt),
    updated_at: vpcTime(subnet.createdAt),
    tags: [],
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
        name: Type.String({ minLength: 1 }),
        cidr: Type.String({ minLength: 1 }),
        gateway_ip: Type.String({ minLength: 1 }),
        vpc_id: Type.String({ minLength: 1 }),
        description: Type.Optional(Type.String()),
      }),
    }),
    response: OneSubnet,
  },
  handle: async ({ control, caller, body }) => {
    const { name, cidr, gateway_ip: gatewayIp, vpc_id: vpcId, description } = body.subnet
    const subnet = await control.vpcs.createSubnet(caller, { vpcId, name, cidr, gatewayIp, description: description ?? '' })
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

const remove = projectOperation({
  name: 'vpc.subnets.delete',
  protocol: 'vpc',
  method: 'DELETE',
  path: '/v1/{project_id}/vpcs/{vpc_id}/subnets/{subnet_id}',
  permission: 'vpc:subnets:delete',
  summary: 'Deletes a subnet that no connection leads to',
  status: 204,
  schemas: {
    params: Type.Object({ ...PROJECT, vpc_id: Type.String({ minLength: 1 }), subnet_id: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: NONE,
    response: NO_BODY,
  },
  handle: async ({ control, caller, params }) => {
    await control.vpcs.deleteSubnet(caller, params.vpc_id, params.subnet_id)
    return { body: undefined }
  },
})

export const subnetOperations: readonly Operation[] = [create, list, get, remove]
