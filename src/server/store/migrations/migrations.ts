import type { Migration } from 'kysely'
import { initial } from './000001-initial.ts'
import { lists } from './000002-lists.ts'
import { credentialHosts } from './000003-credential-hosts.ts'
import { attachmentRevision } from './000004-attachment-revision.ts'
import { sessions } from './000005-sessions.ts'
import { tableVersions } from './000006-table-versions.ts'
import { tableColumns } from './000007-table-columns.ts'
import { databaseProperties } from './000008-database-properties.ts'
import { jobTransfers } from './000009-job-transfers.ts'
import { fileStatistics } from './000010-file-statistics.ts'
import { vpcTags } from './000012-vpc-tags.ts'
import { catalogFunctions } from './000013-catalog-functions.ts'
import { folderReplacements } from './000015-folder-replacements.ts'
import { elasticResourcePools } from './000020-elastic-resource-pools.ts'
import { poolBindings } from './000021-pool-bindings.ts'
import { queuePlans } from './000022-queue-plans.ts'
import { queueProperties } from './000023-queue-properties.ts'
import { databaseTags } from './000030-database-tags.ts'
import { jobTables } from './000031-job-tables.ts'
import { sqlTemplates } from './000032-sql-templates.ts'
import { defenceRules } from './000033-defence-rules.ts'
import { connectionRoutes } from './000040-connection-routes.ts'
import { globalVariables } from './000041-global-variables.ts'
import { flinkTemplates } from './000042-flink-templates.ts'
import { sparkTemplates } from './000043-spark-templates.ts'
import { agencies } from './000044-agencies.ts'
import { packages } from './000045-packages.ts'
import { people } from './000050-people.ts'
import { privileges } from './000051-privileges.ts'
import { audit } from './000052-audit.ts'
import { projectBuckets } from './000054-project-buckets.ts'
import { jobLists } from './000056-job-lists.ts'
import { queueCidrs } from './000058-queue-cidrs.ts'
import { ownerIds } from './000059-owner-ids.ts'
import { attachmentSecrets } from './000060-attachment-secrets.ts'
import { agents } from './000062-agents.ts'
import { expectations } from './000064-expectations.ts'
import { queueDoors } from './000067-queue-doors.ts'
import { jobTallies } from './000068-job-tallies.ts'
import { auditTally } from './000069-audit-tally.ts'
import { unfinishedWrites } from './000070-unfinished-writes.ts'
import { keyScopes } from './000071-key-scopes.ts'
import { classicConnections } from './000072-classic-connections.ts'
import { connectionPorts } from './000073-connection-ports.ts'
import { connectionResolver } from './000074-connection-resolver.ts'
import { jobFiles } from './000085-job-files.ts'
import { subnetIpv6 } from './000090-subnet-ipv6.ts'
import { jobMadeHere } from './000095-job-made-here.ts'
import { databaseConnections } from './000105-database-connections.ts'
import { consoleSessions } from './000110-console-sessions.ts'
import { resourceTags } from './000115-resource-tags.ts'
import { defenceActions } from './000120-defence-actions.ts'
import { scripts } from './000130-scripts.ts'
import { listOrders } from './000135-list-orders.ts'
import { objectWrites } from './000145-object-writes.ts'
import { sweeps } from './000150-sweeps.ts'
import { logInAttempts } from './000151-log-in-attempts.ts'
import { objectSendings } from './000170-object-sendings.ts'
import { jobErrors } from './000179-job-errors.ts'
import { namedSendings } from './000183-named-sendings.ts'
import { listPlaces } from './000184-list-places.ts'
import { vpcSettings } from './000185-vpc-settings.ts'
import { givenDatabases } from './000186-given-databases.ts'
import { connectivityTaskOwners } from './000187-connectivity-task-owners.ts'
import { tableKinds } from './000188-table-kinds.ts'
import { lastedJobs } from './000189-lasted-jobs.ts'
import { filePublications } from './000190-file-publications.ts'

/** Every change of the schema, by number; forward only. A released migration is never edited: add the next number. */
export const migrations: Readonly<Record<string, Migration>> = {
  '000001-initial': initial,
  '000002-lists': lists,
  '000003-credential-hosts': credentialHosts,
  '000004-attachment-revision': attachmentRevision,
  '000005-sessions': sessions,
  '000006-table-versions': tableVersions,
  '000007-table-columns': tableColumns,
  '000008-database-properties': databaseProperties,
  '000009-job-transfers': jobTransfers,
  '000010-file-statistics': fileStatistics,
  '000012-vpc-tags': vpcTags,
  '000013-catalog-functions': catalogFunctions,
  '000015-folder-replacements': folderReplacements,
  '000020-elastic-resource-pools': elasticResourcePools,
  '000021-pool-bindings': poolBindings,
  '000022-queue-plans': queuePlans,
  '000023-queue-properties': queueProperties,
  '000030-database-tags': databaseTags,
  '000031-job-tables': jobTables,
  '000032-sql-templates': sqlTemplates,
  '000033-defence-rules': defenceRules,
  '000040-connection-routes': connectionRoutes,
  '000041-global-variables': globalVariables,
  '000042-flink-templates': flinkTemplates,
  '000043-spark-templates': sparkTemplates,
  '000044-agencies': agencies,
  '000045-packages': packages,
  '000050-people': people,
  '000051-privileges': privileges,
  '000052-audit': audit,
  '000054-project-buckets': projectBuckets,
  '000056-job-lists': jobLists,
  '000058-queue-cidrs': queueCidrs,
  '000059-owner-ids': ownerIds,
  '000060-attachment-secrets': attachmentSecrets,
  '000062-agents': agents,
  '000064-expectations': expectations,
  '000067-queue-doors': queueDoors,
  '000068-job-tallies': jobTallies,
  '000069-audit-tally': auditTally,
  '000070-unfinished-writes': unfinishedWrites,
  '000071-key-scopes': keyScopes,
  '000072-classic-connections': classicConnections,
  '000073-connection-ports': connectionPorts,
  '000074-connection-resolver': connectionResolver,
  '000085-job-files': jobFiles,
  '000090-subnet-ipv6': subnetIpv6,
  '000095-job-made-here': jobMadeHere,
  '000105-database-connections': databaseConnections,
  '000110-console-sessions': consoleSessions,
  '000115-resource-tags': resourceTags,
  '000120-defence-actions': defenceActions,
  '000130-scripts': scripts,
  '000135-list-orders': listOrders,
  '000145-object-writes': objectWrites,
  '000150-sweeps': sweeps,
  '000151-log-in-attempts': logInAttempts,
  '000170-object-sendings': objectSendings,
  '000179-job-errors': jobErrors,
  '000183-named-sendings': namedSendings,
  '000184-list-places': listPlaces,
  '000185-vpc-settings': vpcSettings,
  '000186-given-databases': givenDatabases,
  '000187-connectivity-task-owners': connectivityTaskOwners,
  '000188-table-kinds': tableKinds,
  '000189-lasted-jobs': lastedJobs,
  '000190-file-publications': filePublications,
}
