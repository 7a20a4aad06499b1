import { groupOperations } from './causeway/accounts/groups.ts'
import { keyOperations } from './causeway/accounts/keys.ts'
import { masterKeyOperations } from './causeway/accounts/master-key.ts'
import { accountProjectOperations } from './causeway/accounts/projects.ts'
import { userOperations } from './causeway/accounts/users.ts'
import { agentOperations } from './causeway/agents.ts'
import { apiPageOperations } from './causeway/api-page.ts'
import { attachmentOperations } from './causeway/attachments.ts'
import { auditOperations } from './causeway/audit.ts'
import { authInfoHostOperations } from './causeway/auth-info-hosts.ts'
import { backupOperations } from './causeway/backup.ts'
import { connectionPortOperations } from './causeway/connection-ports.ts'
import { connectionResolverOperations } from './causeway/connection-resolver.ts'
import { doorOperations } from './causeway/doors.ts'
import { eventOperations } from './causeway/events.ts'
import { expectationOperations } from './causeway/expectations.ts'
import { explainOperations } from './causeway/explain.ts'
import { healthOperations } from './causeway/health.ts'
import { metricsOperations } from './causeway/metrics.ts'
import { objectOperations } from './causeway/objects.ts'
import { openApiOperations } from './causeway/open-api.ts'
import { queryOperations } from './causeway/queries.ts'
import { reachOperations } from './causeway/reach.ts'
import { resultOperations } from './causeway/results.ts'
import { runOperations } from './causeway/runs.ts'
import { scriptOperations } from './causeway/scripts.ts'
import { topologyOperations } from './causeway/topology.ts'
import { consolePageOperations } from './console/console-page.ts'
import { consoleSessionOperations } from './console/console-session.ts'
import { agencyOperations } from './dli/agency.ts'
import { authInfoOperations } from './dli/auth-infos.ts'
import { authorizationOperations } from './dli/authorization.ts'
import { catalogOperations } from './dli/catalogs.ts'
import { classicConnectionOperations } from './dli/classic-connections.ts'
import { connectionRouteOperations } from './dli/connection-routes.ts'
import { connectionTestOperations } from './dli/connection-tests.ts'
import { databaseOperations } from './dli/databases.ts'
import { defenceRuleOperations } from './dli/defence-rules.ts'
import { elasticResourcePoolOperations } from './dli/elastic-resource-pools.ts'
import { enhancedConnectionOperations } from './dli/enhanced-connections.ts'
import { flinkTemplateOperations } from './dli/flink-templates.ts'
import { jobListOperations } from './dli/job-list.ts'
import { jobResultOperations } from './dli/job-results.ts'
import { jobTransferOperations } from './dli/job-transfers.ts'
import { jobOperations } from './dli/jobs.ts'
import { objectUserOperations } from './dli/object-users.ts'
import { obsAuthorizationOperations } from './dli/obs-authorization.ts'
import { packageOperations } from './dli/packages.ts'
import { poolOrderOperations } from './dli/pool-orders.ts'
import { poolQueueOperations } from './dli/pool-queues.ts'
import { poolScaleRecordOperations } from './dli/pool-scale-records.ts'
import { queueActionOperations } from './dli/queue-actions.ts'
import { queuePlanOperations } from './dli/queue-plans.ts'
import { queuePropertyOperations } from './dli/queue-properties.ts'
import { queueOperations } from './dli/queues.ts'
import { quotaOperations } from './dli/quotas.ts'
import { resourceTagOperations } from './dli/resource-tags.ts'
import { sparkTemplateOperations } from './dli/spark-templates.ts'
import { sqlTemplateOperations } from './dli/sql-templates.ts'
import { tableRowOperations } from './dli/table-rows.ts'
import { tableOperations } from './dli/tables.ts'
import { variableOperations } from './dli/variables.ts'
import { discoveryOperations } from './iam/discovery.ts'
import { projectOperations } from './iam/projects.ts'
import { temporaryKeyOperations } from './iam/temporary-keys.ts'
import { tokenOperations } from './iam/tokens.ts'
import type { Operation } from './operation.ts'
import { networkTagOperations } from './vpc/network-tags.ts'
import { subnetOperations } from './vpc/subnets.ts'
import { vpcOperations } from './vpc/vpcs.ts'

/** Every call that this server answers. */
export const operations: readonly Operation[] = [
  ...tokenOperations,
  ...projectOperations,
  ...discoveryOperations,
  ...temporaryKeyOperations,
  ...vpcOperations,
  ...subnetOperations,
  ...networkTagOperations,
  ...authorizationOperations,
  ...objectUserOperations,
  ...queueOperations,
  ...queueActionOperations,
  ...queuePlanOperations,
  ...queuePropertyOperations,
  ...quotaOperations,
  ...resourceTagOperations,
  ...elasticResourcePoolOperations,
  ...poolQueueOperations,
  ...poolScaleRecordOperations,
  ...poolOrderOperations,
  ...enhancedConnectionOperations,
  ...classicConnectionOperations,
  ...obsAuthorizationOperations,
  ...connectionRouteOperations,
  ...connectionTestOperations,
  ...authInfoOperations,
  ...databaseOperations,
  ...tableOperations,
  ...tableRowOperations,
  ...catalogOperations,
  ...sqlTemplateOperations,
  ...flinkTemplateOperations,
  ...sparkTemplateOperations,
  ...agencyOperations,
  ...packageOperations,
  ...defenceRuleOperations,
  ...jobOperations,
  ...jobResultOperations,
  ...jobListOperations,
  ...jobTransferOperations,
  ...variableOperations,
  ...attachmentOperations,
  ...agentOperations,
  ...authInfoHostOperations,
  ...doorOperations,
  ...runOperations,
  ...eventOperations,
  ...connectionPortOperations,
  ...connectionResolverOperations,
  ...reachOperations,
  ...topologyOperations,
  ...explainOperations,
  ...expectationOperations,
  ...queryOperations,
  ...scriptOperations,
  ...resultOperations,
  ...objectOperations,
  ...userOperations,
  ...keyOperations,
  ...groupOperations,
  ...accountProjectOperations,
  ...masterKeyOperations,
  ...backupOperations,
  ...auditOperations,
  ...healthOperations,
  ...metricsOperations,
  ...openApiOperations(() => operations),
  ...apiPageOperations,
  ...consoleSessionOperations,
  ...consolePageOperations,
]
