import type { Action } from '../../../components/actions/action.ts'
import { gatewayOf, type Subnet, type Vpc } from '../connection.ts'

const STALE = ['vpcs', 'connections', 'reach']
const VPCS = '/v1/{project_id}/vpcs'
const oneVpc = (id: string): string => `${VPCS}/${encodeURIComponent(id)}`

export const createVpc: Action = {
  label: 'Create a VPC',
  intro: 'A private network, as it is known here.',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'cidr', label: 'Network', initial: '192.168.0.0/16', isRequired: true },
  ],
  request: (values) => ({
    method: 'POST',
    path: VPCS,
    body: { vpc: { name: values.text('name'), cidr: values.text('cidr') } },
  }),
  stale: STALE,
}

export const changeVpc = (vpc: Vpc): Action => ({
  label: 'Change',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', initial: vpc.name, isRequired: true },
    { kind: 'text', name: 'cidr', label: 'Network', initial: vpc.cidr, isRequired: true },
  ],
  request: (values) => ({
    method: 'PUT',
    path: oneVpc(vpc.id),
    body: { vpc: { name: values.text('name'), cidr: values.text('cidr') } },
  }),
  stale: STALE,
})

const oneSubnet = ({ id, vpcId }: Subnet): string => `${oneVpc(vpcId)}/subnets/${encodeURIComponent(id)}`

export const changeSubnet = (subnet: Subnet): Action => ({
  label: `Rename ${subnet.name}`,
  fields: [{ kind: 'text', name: 'name', label: 'Name', initial: subnet.name, isRequired: true }],
  request: (values) => ({ method: 'PUT', path: oneSubnet(subnet), body: { subnet: { name: values.text('name') } } }),
  stale: STALE,
})

export const createSubnet = (vpc: Vpc): Action => ({
  label: 'Create a subnet',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'cidr', label: 'Network', initial: vpc.cidr.replace(/\/\d+$/, '/24'), isRequired: true },
  ],
  request: (values) => ({
    method: 'POST',
    path: '/v1/{project_id}/subnets',
    body: { subnet: { name: values.text('name'), cidr: values.text('cidr'), gateway_ip: gatewayOf(values.text('cidr')), vpc_id: vpc.id } },
  }),
  stale: STALE,
})

export const deleteVpc = (vpc: Vpc): Action => ({
  label: 'Delete',
  intro: `The VPC ${vpc.name} is deleted; its subnets must be gone before.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: oneVpc(vpc.id) }),
  stale: STALE,
})

export const deleteSubnet = (subnet: Subnet): Action => ({
  label: `Delete ${subnet.name}`,
  isDanger: true,
  request: () => ({
    method: 'DELETE',
    path: oneSubnet(subnet),
  }),
  stale: STALE,
})
