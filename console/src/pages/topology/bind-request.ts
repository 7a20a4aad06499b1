import type { ApiRequest } from '../../api/request.ts'

/** What is bound to connections. */
export interface Holder {
  readonly kind: 'queue' | 'pool'
  readonly name: string
}

export const bindRequest = (call: 'associate-queue' | 'disassociate-queue', connectionId: string, { kind, name }: Holder): ApiRequest => ({
  method: 'POST',
  path: `/v2.0/{project_id}/datasource/enhanced-connections/${encodeURIComponent(connectionId)}/${call}`,
  body: kind === 'queue' ? { queues: [name] } : { elastic_resource_pools: [name] },
})
