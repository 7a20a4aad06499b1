import { type Kysely, type Migration, sql } from 'kysely'

const flag = 'integer'
const time = 'bigint'

async function addFlag(db: Kysely<unknown>, table: string, name: string, value: 0 | 1): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(name, flag, (c) => c.notNull().defaultTo(value))
    .execute()
}

/** Several users and projects: who is an administrator, what is disabled, groups, roles, several keys of a user, temporary keys, and tokens by their hashes. */
export const people: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await addFlag(db, 'user_account', 'enabled', 1)
    await addFlag(db, 'user_account', 'is_admin', 0)
    await db.schema
      .alterTable('user_account')
      .addColumn('description', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    // Whoever was there before could do everything.
    await sql`update user_account set is_admin = 1`.execute(db)
    await db.schema
      .alterTable('project')
      .addColumn('state', 'text', (c) => c.notNull().defaultTo('enabled'))
      .execute()
    await addFlag(db, 'access_key', 'enabled', 1)
    await db.schema
      .alterTable('access_key')
      .addColumn('description', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    for (const [name, type] of [
      ['expires_at', time],
      ['security_token_hash', 'text'],
      ['made_by_key', 'text'],
    ] as const) {
      await db.schema.alterTable('access_key').addColumn(name, type).execute()
    }
    await db.schema.createIndex('access_key_user').on('access_key').columns(['user_id', 'created_at']).execute()
    await db.schema
      .createTable('access_key_use')
      .addColumn('access_key', 'text', (c) => c.primaryKey().notNull().references('access_key.access_key').onDelete('cascade'))
      .addColumn('last_used_at', time, (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('user_group')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('domain_id', 'text', (c) => c.notNull().references('domain.id'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('description', 'text', (c) => c.notNull())
      .addColumn('created_at', time, (c) => c.notNull())
      .addUniqueConstraint('user_group_name', ['domain_id', 'name'])
      .execute()
    await db.schema
      .createTable('group_member')
      .addColumn('group_id', 'text', (c) => c.notNull().references('user_group.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (c) => c.notNull().references('user_account.id').onDelete('cascade'))
      .addPrimaryKeyConstraint('group_member_key', ['group_id', 'user_id'])
      .execute()
    await db.schema.createIndex('group_member_user').on('group_member').columns(['user_id']).execute()
    await db.schema
      .createTable('project_role')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('subject_kind', 'text', (c) => c.notNull())
      .addColumn('subject_id', 'text', (c) => c.notNull())
      .addColumn('role', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('project_role_key', ['project_id', 'subject_kind', 'subject_id'])
      .execute()
    await db.schema.createIndex('project_role_subject').on('project_role').columns(['subject_kind', 'subject_id']).execute()
    await db.schema
      .createTable('auth_token')
      .addColumn('hash', 'text', (c) => c.primaryKey().notNull())
      .addColumn('user_id', 'text', (c) => c.notNull().references('user_account.id').onDelete('cascade'))
      .addColumn('scope_kind', 'text', (c) => c.notNull())
      .addColumn('scope_id', 'text', (c) => c.notNull())
      .addColumn('access_key', 'text', (c) => c.references('access_key.access_key').onDelete('cascade'))
      .addColumn('issued_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute()
    await db.schema.createIndex('auth_token_user').on('auth_token').columns(['user_id', 'issued_at']).execute()
    await db.schema.createIndex('auth_token_expiry').on('auth_token').columns(['expires_at']).execute()
  },
}
