import { nextTurn } from '../../../base/next-turn.ts'
import type { ConnectionNetwork } from '../../domain/connection.ts'
import { type AttachmentSpec, readAttachment } from '../../network/attachments/attachments.ts'
import { connectionNetworks, pageOfConnectionNetworks } from '../../store/network/connections.ts'
import { findAttachment } from '../../store/network/vpcs.ts'
import type { Database } from '../../store/schema.ts'

/** What a commit has changed of what queues may reach. */
export type NetworkChange =
  /** These queues, or bindings of theirs. */
  | { readonly queueIds: readonly string[] }
  /** The connection, its host entries, its routes or its bindings. */
  | { readonly connectionId: string }
  /** The VPC or its attachment. */
  | { readonly vpcId: string }

/** A VPC as the views tell it: one object, and one attachment, for all that lead to it. */
export interface AttachedVpc {
  /** Its id when it has no name. */
  readonly name: string
  readonly attachment: AttachmentSpec
  readonly revision: number
}

export interface ConnectionsOfProject {
  /** Oldest first; the same list until one of them is another. */
  readonly inOrder: readonly ConnectionNetwork[]
  readonly byId: ReadonlyMap<string, ConnectionNetwork>
}

/** Read in one turn of the event loop: the thread is everybody's. */
const PAGE = 500

/**
 * The connections and VPCs of one project, which the views of all its queues share: a connection may have 20,000 host entries, an attachment 10,000 forwards. What
 * has changed is read again, and nothing else: the rest stays the same objects, so that the indexes of their names stay as well (network/host-entry.ts).
 */
export class ProjectNetwork {
  readonly #db: Database
  readonly #projectId: string
  /** Undefined until they are asked for. */
  #connections: Map<string, ConnectionNetwork> | 'being read' | undefined
  #inOrder: readonly ConnectionNetwork[] = []
  readonly #stale = new Set<string>()
  readonly #vpcs = new Map<string, AttachedVpc>()
  #lastRead: Promise<unknown> = Promise.resolve()
  #changes = 0

  constructor(db: Database, projectId: string) {
    this.#db = db
    this.#projectId = projectId
  }

  /** Grows with every change of the project's queues, bindings, connections, VPCs and attachments. */
  get changes(): number {
    return this.#changes
  }

  forget(change: NetworkChange): void {
    this.#changes += 1
    if ('connectionId' in change && this.#connections !== undefined) this.#stale.add(change.connectionId)
    if ('vpcId' in change) this.#vpcs.delete(change.vpcId)
  }

  /** The active ones. */
  connections(): Promise<ConnectionsOfProject> {
    // One after the other: who comes while another reads what is stale must not take the old for the new.
    const read = this.#lastRead.then(() => this.#readStale())
    this.#lastRead = read.catch(() => undefined)
    return read
  }

  async vpc(vpcId: string): Promise<AttachedVpc | undefined> {
    const kept = this.#vpcs.get(vpcId)
    if (kept !== undefined) return kept
    const before = this.#changes
    const found = await findAttachment(this.#db, this.#projectId, vpcId)
    if (found === undefined) return undefined
    const vpc = {
      name: found.vpcName === '' ? vpcId : found.vpcName,
      attachment: readAttachment(found.attachment),
      revision: found.revision,
    }
    if (before === this.#changes) this.#vpcs.set(vpcId, vpc)
    return vpc
  }

  async #readStale(): Promise<ConnectionsOfProject> {
    const connections = this.#connections instanceof Map ? this.#connections : await this.#readAll()
    while (this.#stale.size > 0) {
      const ids = [...this.#stale].slice(0, PAGE)
      for (const id of ids) this.#stale.delete(id)
      try {
        const found = new Map((await connectionNetworks(this.#db, this.#projectId, ids)).map((each) => [each.id, each]))
        for (const id of ids) {
          const connection = found.get(id)
          if (connection === undefined) connections.delete(id)
          else connections.set(id, connection)
        }
      } catch (thrown) {
        for (const id of ids) this.#stale.add(id)
        throw thrown
      }
      this.#inOrder = [...connections.values()].sort((one, other) => one.number - other.number)
    }
    return { inOrder: this.#inOrder, byId: connections }
  }

  async #readAll(): Promise<Map<string, ConnectionNetwork>> {
    this.#connections = 'being read'
    const all = new Map<string, ConnectionNetwork>()
    let after = 0
    for (;;) {
      const page = await pageOfConnectionNetworks(this.#db, this.#projectId, { after, limit: PAGE })
      for (const connection of page) all.set(connection.id, connection)
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) break
      after = last.number
      await nextTurn()
    }
    this.#connections = all
    this.#inOrder = [...all.values()]
    return all
  }
}
