import type { ServerChannel } from '../channel/server-channel.ts'
import type { CatalogReader } from '../sql/catalog-reader.ts'

/** The catalog as the server tells it, for one job or analysis. */
export function catalogReader(channel: ServerChannel, contextId: string): CatalogReader {
  return {
    async databaseExists(database) {
      return (await channel.call(contextId, { kind: 'get-database', database })) !== null
    },
    async table(database, table, was) {
      const version = was === undefined ? {} : { was }
      return (await channel.call(contextId, { kind: 'get-table', database, table, ...version })) ?? undefined
    },
  }
}
