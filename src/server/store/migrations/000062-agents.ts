import type { Kysely, Migration } from 'kysely'

/** The agents that serve VPCs, and the tokens by which one is enrolled. */
export const agents: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('agent')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('vpc_id', 'text', (c) => c.notNull().references('vpc.id').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('key_hash', 'text', (c) => c.notNull().unique())
      .addColumn('version', 'text', (c) => c.notNull())
      .addColumn('address', 'text', (c) => c.notNull())
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('last_seen_at', 'integer')
      .addColumn('certificate_ends_at', 'integer', (c) => c.notNull())
      .addUniqueConstraint('agent_name', ['vpc_id', 'name'])
      .execute()
    await db.schema
      .createTable('agent_token')
      .addColumn('hash', 'text', (c) => c.primaryKey().notNull())
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('vpc_id', 'text', (c) => c.notNull().references('vpc.id').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'integer', (c) => c.notNull())
      .addColumn('expires_at', 'integer', (c) => c.notNull())
      .addUniqueConstraint('agent_token_name', ['vpc_id', 'name'])
      .execute()
  },
}
