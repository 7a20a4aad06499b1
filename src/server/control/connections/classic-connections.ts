import { CausewayError } from '../../../base/errors.ts'
import type { Tag } from '../../domain/tag.ts'
import { type ClassicRecord, findClassicConnection, listClassicConnections } from '../../store/network/classic-connections.ts'
import { findSubnetByEitherId } from '../../store/network/subnets.ts'
import { listQueues } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { lineText } from '../shared/names.ts'
import { hasTags } from '../shared/tags.ts'
import type { EnhancedConnection } from './connection-reader.ts'
import type { Connections } from './connections.ts'

export interface ClassicConnection extends EnhancedConnection {
  readonly service: string
  /** Where the service is, as it was given. */
  readonly url: string
}

interface NewClassicConnection {
  readonly name: string
  /** One of CLASSIC_SERVICES, in any case. */
  readonly service: string
  /** A subnet, by either of its ids. */
  readonly networkId: string
  /** host:port, or several with commas between them. */
  readonly url: string
  readonly tags: readonly Tag[]
}

/**
 * The vendor's older connections, which are for all queues. Here one is a connection as any other, bound to the dedicated queues that there are when it is made: it is listed,
 * shown, bound and deleted by the newer calls as well, and decided upon in the same place.
 */
export interface ClassicConnections {
  create(caller: Caller, input: NewClassicConnection): Promise<ClassicConnection>
  /** 'not-found' for a connection that was not made by `create`, or is deleted. */
  get(caller: Caller, id: string): Promise<ClassicConnection>
  /** The newest first. */
  list(caller: Caller, tags: readonly Tag[]): Promise<readonly ClassicConnection[]>
  delete(caller: Caller, id: string): Promise<void>
}

const CLASSIC_SERVICES = ['CloudTable', 'CloudTable.OpenTSDB', 'MRS.OPENTSDB', 'DWS', 'RDS', 'CSS'] as const
const URL_CHARACTERS = 512
/** As many as a call of the newer kind takes. */
const QUEUES_MAX = 200

function serviceOf(text: string): string {
  const wanted = text.toLowerCase() === 'ct' ? 'CloudTable' : text
  const found = CLASSIC_SERVICES.find((one) => one.toLowerCase() === wanted.toLowerCase())
  if (found !== undefined) return found
  throw new CausewayError('invalid-parameter', `There is no service ${JSON.stringify(text.slice(0, 80))}`, {
    hint: `Those that there are: ${CLASSIC_SERVICES.join(', ')}.`,
  })
}

/** Of `host:port`, or of several: nothing else goes through the connection. One without a port lets all through. */
function portsOf(url: string): { readonly ports?: readonly string[] } {
  const parts = url.split(',').map((part) => /:(\d{1,5})(?:\/[^,]*)?$/.exec(part.trim())?.[1])
  const ports = parts.filter((port) => port !== undefined)
  return ports.length === parts.length ? { ports: [...new Set(ports)] } : {}
}

/** @param connections with the rules of who may do what: these are all that there are here */
export function createClassicConnections({
  store,
  connections,
}: {
  readonly store: Store
  readonly connections: Connections
}): ClassicConnections {
  const noConnection = (id: string): CausewayError =>
    new CausewayError('not-found', `There is no datasource connection ${id} of the older kind`, {
      hint: 'GET /v2.0/{project_id}/datasource-connection lists them; the others are those of …/datasource/enhanced-connections.',
    })

  async function read(caller: Caller, record: ClassicRecord): Promise<ClassicConnection> {
    return { ...(await connections.get(caller, record.connectionId)), service: record.service, url: record.url }
  }

  async function require(caller: Caller, id: string): Promise<ClassicConnection> {
    const record = await findClassicConnection(store.db, caller.projectId, id)
    if (record === undefined) throw noConnection(id)
    const found = await read(caller, record)
    if (found.state === 'deleted') throw noConnection(id)
    return found
  }

  async function queuesToBind(projectId: string): Promise<readonly string[]> {
    const dedicated = (await listQueues(store.db, projectId, {})).filter(
      ({ preset, resourceMode, state }) => !preset && resourceMode === 1 && state === 'available',
    )
    if (dedicated.length <= QUEUES_MAX) return dedicated.map(({ name }) => name)
    throw new CausewayError(
      'not-supported',
      `The project has ${dedicated.length} dedicated queues, and such a connection is for all of them`,
      {
        hint: `Make one of the newer kind, and name the queues, at most ${QUEUES_MAX} at once: POST /v2.0/{project_id}/datasource/enhanced-connections.`,
      },
    )
  }

  return {
    async create(caller, { name, service: serviceText, networkId, url: urlText, tags }) {
      const service = serviceOf(serviceText)
      const url = lineText('url', urlText)
      if (url.length > URL_CHARACTERS)
        throw new CausewayError('invalid-parameter', 'The url is too long', { hint: `Use at most ${URL_CHARACTERS} characters.` })
      const { projectId } = caller
      const subnet = await findSubnetByEitherId(store.db, projectId, networkId)
      if (subnet === undefined) {
        throw new CausewayError('invalid-parameter', `There is no subnet with the id ${networkId}`, {
          hint: 'List the subnets of the project: GET /v1/{project_id}/subnets.',
        })
      }
      const queues = await queuesToBind(projectId)
      const made = await connections.create(caller, {
        name,
        vpcId: subnet.vpcId,
        subnetId: subnet.id,
        queues,
        hosts: [],
        tags,
        ...portsOf(url),
        classic: { service, url },
      })
      return { ...made, service, url }
    },

    get: require,

    async list(caller, tags) {
      const shown: ClassicConnection[] = []
      for (const record of await listClassicConnections(store.db, caller.projectId)) {
        const found = await read(caller, record).catch((error: unknown) => {
          // Whoever may not see it.
          if (error instanceof CausewayError && (error.kind === 'not-found' || error.kind === 'forbidden')) return undefined
          throw error
        })
        if (found !== undefined && hasTags(found.tags, tags)) shown.push(found)
      }
      return shown
    },

    async delete(caller, id) {
      const { id: connectionId } = await require(caller, id)
      await connections.delete(caller, connectionId)
    },
  }
}
