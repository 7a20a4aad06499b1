import type { AgentRecord, AgentTokenRecord } from '../../domain/agent.ts'
import type { Database } from '../schema.ts'
import type { AgentTable } from '../tables/network-tables.ts'

const record = (row: AgentTable): AgentRecord => ({ ...row, lastSeenAt: row.lastSeenAt ?? undefined })

export async function insertAgent(db: Database, agent: AgentRecord): Promise<void> {
  await db
    .insertInto('agent')
    .values({ ...agent, lastSeenAt: agent.lastSeenAt ?? null })
    .execute()
}

export async function findAgentByKey(db: Database, keyHash: string): Promise<AgentRecord | undefined> {
  const row = await db.selectFrom('agent').selectAll().where('keyHash', '=', keyHash).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

export async function findAgent(db: Database, vpcId: string, id: string): Promise<AgentRecord | undefined> {
  const row = await db.selectFrom('agent').selectAll().where('vpcId', '=', vpcId).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** In the order in which they were enrolled. */
export async function listAgents(db: Database, vpcId: string): Promise<readonly AgentRecord[]> {
  return (await db.selectFrom('agent').selectAll().where('vpcId', '=', vpcId).orderBy('createdAt').orderBy('id').execute()).map(record)
}

export async function listAllAgents(db: Database): Promise<readonly AgentRecord[]> {
  return (await db.selectFrom('agent').selectAll().orderBy('createdAt').orderBy('id').execute()).map(record)
}

export async function deleteAgent(db: Database, id: string): Promise<void> {
  await db.deleteFrom('agent').where('id', '=', id).execute()
}

/** Nothing where it is gone meanwhile. */
export async function updateAgent(
  db: Database,
  id: string,
  change: Partial<Pick<AgentRecord, 'version' | 'address' | 'lastSeenAt' | 'certificateEndsAt'>>,
): Promise<void> {
  await db.updateTable('agent').set(change).where('id', '=', id).execute()
}

/** In the place of one that would make an agent of the same name. */
export async function putAgentToken(db: Database, token: AgentTokenRecord): Promise<void> {
  await db.deleteFrom('agentToken').where('vpcId', '=', token.vpcId).where('name', '=', token.name).execute()
  await db.insertInto('agentToken').values(token).execute()
}

/** Gives it back and takes it away: nobody gets it twice. */
export async function takeAgentToken(db: Database, hash: string): Promise<AgentTokenRecord | undefined> {
  return await db.deleteFrom('agentToken').where('hash', '=', hash).returningAll().executeTakeFirst()
}

export async function countAgentTokens(db: Database, vpcId: string): Promise<number> {
  const row = await db
    .selectFrom('agentToken')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('vpcId', '=', vpcId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function forgetExpiredAgentTokens(db: Database, now: number): Promise<void> {
  await db.deleteFrom('agentToken').where('expiresAt', '<=', now).execute()
}
