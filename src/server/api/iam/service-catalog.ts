import { type Static, Type } from 'typebox'
import type { Project } from '../../domain/account.ts'

const Endpoint = Type.Object({
  id: Type.String(),
  interface: Type.String(),
  region: Type.String(),
  region_id: Type.String(),
  url: Type.String(),
})
export const Service = Type.Object({ id: Type.String(), name: Type.String(), type: Type.String(), endpoints: Type.Array(Endpoint) })

/** Every service is this server; the project's name is the region's. Without a project there is only IAM. */
export function serviceCatalog(project: Project | undefined, baseUrl: string): Static<typeof Service>[] {
  const region = project?.name ?? '*'
  const service = (name: string, type: string, url: string): Static<typeof Service> => ({
    id: name,
    name,
    type,
    endpoints: [{ id: name, interface: 'public', region, region_id: region, url }],
  })
  const iam = service('iam', 'identity', `${baseUrl}/v3`)
  if (project === undefined) return [iam]
  return [service('dli', 'dli', `${baseUrl}/v1.0/${project.id}`), iam, service('vpc', 'network', `${baseUrl}/v1/${project.id}`)]
}
