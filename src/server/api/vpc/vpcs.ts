import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { Vpc, VpcSettings } from '../../domain/vpc.ts'
import { NetworkDescription, ShortText, VpcName } from '../input/told-limits.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { StarredTags, starredTags, tagsFromStarred } from './network-tags.ts'
import { given, PAGE, PROJECT, ProjectPath, vpcTime } from './vpc-paths.ts'

const COLLECTION = '/v1/{project_id}/vpcs'
const ONE = `${COLLECTION}/{vpc_id}`
const VpcPath = Type.Object({ ...PROJECT, vpc_id: Type.String({ minLength: 1 }) })

const VpcItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  cidr: Type.String(),
  status: Type.String(),
  enterprise_project_id: Type.String(),
  routes: Type.Array(Type.Unknown()),
  tenant_id: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
  enable_shared_snat: Type.Boolean(),
  enhanced_local_route: Type.Optional(Type.Boolean()),
  cloud_resources: Type.Array(Type.Unknown()),
  tags: Type.Array(Type.String()),
})
/** What of a VPC's own network does nothing here comes back as it was sent; a route would be missed, and is refused. */
const SETTINGS = {
  enable_shared_snat: Type.Optional(Type.Boolean()),
  enhanced_local_route: Type.Optional(Type.Boolean()),
  routes: Type.Optional(
    Type.Array(Type.Object({ destination: Type.Optional(Type.String()), nexthop: Type.Optional(Type.String()) }), { maxItems: 200 }),
  ),
}
const SettingsBody = Type.Object(SETTINGS)

function settingsOf({
  enable_shared_snat: sharedSnat,
  enhanced_local_route: enhancedLocalRoute,
  routes = [],
}: Static<typeof SettingsBody>): VpcSettings {
  if (routes.length > 0) {
    throw new CausewayError('not-supported', 'The parameter vpc.routes of the body cannot be used: a VPC has no routes here', {
      hint: 'Give a route to the connection that leads into it: POST /v2.0/{project_id}/datasource/enhanced-connections/{connection_id}/routes.',
    })
  }
  return { ...(sharedSnat === undefined ? {} : { sharedSnat }), ...(enhancedLocalRoute === undefined ? {} : { enhancedLocalRoute }) }
}

/** As the vendor's lists call all enterprise projects that somebody may see. */
const ALL_ENTERPRISE_PROJECTS = 'all_granted_eps'

const OneVpc = Type.Object({ vpc: VpcItem })

function vpcFields(vpc: Vpc, projectId: string): Static<typeof VpcItem> {
  return {
    id: vpc.id,
    name: vpc.name,
    description: vpc.description,
    cidr: vpc.cidr,
    status: 'OK',
    enterprise_project_id: vpc.enterpriseProjectId,
    routes: [],
    tenant_id: projectId,
    created_at: vpcTime(vpc.createdAt),
    updated_at: vpcTime(vpc.updatedAt),
    enable_shared_snat: vpc.settings.sharedSnat ?? false,
    ...(vpc.settings.enhancedLocalRoute === undefined ? {} : { enhanced_local_route: vpc.settings.enhancedLocalRoute }),
    cloud_resources: [],
    tags: starredTags(vpc.tags),
  }
}

const create = projectOperation({
  name: 'vpc.vpcs.create',
  protocol: 'vpc',
  method: 'POST',
  path: COLLECTION,
  permission: 'vpc:vpcs:create',
  summary: 'Creates a VPC; it reaches nothing until it has an attachment',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      vpc: Type.Object({
        name: Type.Optional(VpcName),
        cidr: Type.Optional(Type.String()),
        description: Type.Optional(NetworkDescription),
        enterprise_project_id: Type.Optional(ShortText),
        ...SETTINGS,
        tags: StarredTags,
      }),
    }),
    response: OneVpc,
  },
  handle: async ({ control, caller, body }) => {
    const { name, cidr, description, enterprise_project_id: enterpriseProjectId, tags } = body.vpc
    const vpc = await control.vpcs.create(caller, {
      ...{ name: name ?? '', cidr: cidr ?? '', description: description ?? '', tags: tagsFromStarred(tags) },
      ...given('enterpriseProjectId', enterpriseProjectId),
      settings: settingsOf(body.vpc),
    })
    return { body: { vpc: vpcFields(vpc, caller.projectId) } }
  },
})

const list = projectOperation({
  name: 'vpc.vpcs.list',
  protocol: 'vpc',
  method: 'GET',
  path: COLLECTION,
  permission: 'vpc:vpcs:list',
  summary: 'Lists VPCs, of one enterprise project or of all',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({ ...PAGE, id: Type.Optional(Type.String()), enterprise_project_id: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.Object({ vpcs: Type.Array(VpcItem) }),
  },
  handle: async ({ control, caller, query }) => {
    const vpcs = await control.vpcs.list(caller, {
      ...(query.limit === undefined ? {} : { limit: query.limit }),
      ...given('marker', query.marker),
      ...given('id', query.id),
      ...(query.enterprise_project_id === ALL_ENTERPRISE_PROJECTS ? {} : given('enterpriseProjectId', query.enterprise_project_id)),
    })
    return { body: { vpcs: vpcs.map((vpc) => vpcFields(vpc, caller.projectId)) } }
  },
})

const get = projectOperation({
  name: 'vpc.vpcs.get',
  protocol: 'vpc',
  method: 'GET',
  path: ONE,
  permission: 'vpc:vpcs:get',
  summary: 'Describes a VPC',
  status: 200,
  schemas: { params: VpcPath, query: NONE, body: NONE, response: OneVpc },
  handle: async ({ control, caller, params }) => {
    return { body: { vpc: vpcFields(await control.vpcs.get(caller, params.vpc_id), caller.projectId) } }
  },
})

const update = projectOperation({
  name: 'vpc.vpcs.update',
  protocol: 'vpc',
  method: 'PUT',
  path: ONE,
  permission: 'vpc:vpcs:update',
  summary: 'Changes the name, the description or the CIDR of a VPC; its subnets stay inside',
  status: 200,
  schemas: {
    params: VpcPath,
    query: NONE,
    body: Type.Object({
      vpc: Type.Object({
        name: Type.Optional(VpcName),
        cidr: Type.Optional(Type.String()),
        description: Type.Optional(NetworkDescription),
        ...SETTINGS,
      }),
    }),
    response: OneVpc,
  },
  handle: async ({ control, caller, params, body }) => {
    const { name, cidr, description } = body.vpc
    const vpc = await control.vpcs.update(caller, params.vpc_id, {
      ...given('cidr', cidr),
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      settings: settingsOf(body.vpc),
    })
    return { body: { vpc: vpcFields(vpc, caller.projectId) } }
  },
})

const V3Vpc = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  cidr: Type.String(),
  extend_cidrs: Type.Array(Type.String()),
  status: Type.String(),
  project_id: Type.String(),
  enterprise_project_id: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
  cloud_resources: Type.Array(Type.Object({ resource_type: Type.String(), resource_count: Type.Integer() })),
  tags: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
})

/** Terraform's provider reads each VPC by this call too, and fails without it. */
const getV3 = projectOperation({
  name: 'vpc.vpcs.getV3',
  protocol: 'vpc',
  method: 'GET',
  path: '/v3/{project_id}/vpc/vpcs/{vpc_id}',
  permission: 'vpc:vpcs:get',
  summary: 'Describes a VPC in the form of version 3',
  status: 200,
  schemas: { params: VpcPath, query: NONE, body: NONE, response: Type.Object({ request_id: Type.String(), vpc: V3Vpc }) },
  handle: async ({ control, caller, params, requestId }) => {
    const vpc = await control.vpcs.get(caller, params.vpc_id)
    const subnets = await control.vpcs.listSubnets(caller, { vpcId: vpc.id })
    const { id, name, description, cidr } = vpc
    return {
      body: {
        request_id: requestId,
        vpc: {
          ...{ id, name, description, cidr, extend_cidrs: [], status: 'ACTIVE', project_id: caller.projectId },
          enterprise_project_id: vpc.enterpriseProjectId,
          created_at: `${vpcTime(vpc.createdAt)}Z`,
          updated_at: `${vpcTime(vpc.updatedAt)}Z`,
          cloud_resources: [{ resource_type: 'virsubnet', resource_count: subnets.length }],
          tags: vpc.tags.map(({ key, value }) => ({ key, value })),
        },
      },
    }
  },
})

const remove = projectOperation({
  name: 'vpc.vpcs.delete',
  protocol: 'vpc',
  method: 'DELETE',
  path: ONE,
  permission: 'vpc:vpcs:delete',
  summary: 'Deletes a VPC without subnets',
  status: 204,
  schemas: { params: VpcPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.vpcs.delete(caller, params.vpc_id)
    return { body: undefined }
  },
})

export const vpcOperations: readonly Operation[] = [create, list, get, getV3, update, remove]
