import type { Clock } from '../../base/clock.ts'
import type { Quotas } from '../../base/config.ts'
import type { DefenceType } from '../../base/defence-types.ts'
import type { Store } from '../store/store.ts'
import { type Agency, createAgency } from './agency/agency.ts'
import type { Authorizer } from './authorization/authorizer.ts'
import { type Credentials, createCredentials } from './credentials/credentials.ts'
import { createDefenceRules, type DefenceRules } from './defence/defence-rules.ts'
import { guardedCredentials } from './guards/network-guards.ts'
import {
  guardedAgency,
  guardedDefenceRules,
  guardedFlinkTemplates,
  guardedObjects,
  guardedPackages,
  guardedSparkTemplates,
  guardedSqlTemplates,
  guardedVariables,
} from './guards/project-guards.ts'
import type { Objects } from './objects/objects.ts'
import { createPackages, type Packages } from './packages/packages.ts'
import { createFlinkTemplates, type FlinkTemplates } from './templates/flink-templates.ts'
import { createSparkTemplates, type SparkTemplates } from './templates/spark-templates.ts'
import { createSqlTemplates, type SqlTemplates } from './templates/sql-templates.ts'
import { createVariables, type Variables } from './variables/variables.ts'

/** What a project keeps for its jobs: secrets and variables, rules and templates, objects and packages. */
export interface ProjectServices {
  readonly credentials: Credentials
  readonly variables: Variables
  readonly defenceRules: DefenceRules
  readonly sqlTemplates: SqlTemplates
  readonly flinkTemplates: FlinkTemplates
  readonly sparkTemplates: SparkTemplates
  readonly agency: Agency
  readonly packages: Packages
  readonly objects: Objects
}

interface ProjectServicesDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly authorizer: Authorizer
  /** As they are: each service asks for its own rights. */
  readonly objects: Objects
  /** For which types a queue has a rule where none of its own holds. */
  readonly defaultRules: readonly DefenceType[]
}

/** Each held to its rules of who may do what. */
export function createProjectServices({ store, clock, quotas, authorizer, objects, defaultRules }: ProjectServicesDeps): ProjectServices {
  return {
    credentials: guardedCredentials(createCredentials({ store, clock, quotas }), authorizer),
    variables: guardedVariables(createVariables({ store, clock }), authorizer),
    defenceRules: guardedDefenceRules(createDefenceRules({ store, clock, defaults: defaultRules }), authorizer),
    sqlTemplates: guardedSqlTemplates(createSqlTemplates({ store, clock }), authorizer),
    flinkTemplates: guardedFlinkTemplates(createFlinkTemplates({ store, clock }), authorizer),
    sparkTemplates: guardedSparkTemplates(createSparkTemplates({ store, clock }), authorizer),
    agency: guardedAgency(createAgency({ store }), authorizer),
    packages: guardedPackages(createPackages({ store, clock, objects }), authorizer),
    objects: guardedObjects(objects, authorizer),
  }
}
