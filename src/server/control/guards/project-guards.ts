import { listPackages } from '../../store/catalog/packages.ts'
import type { Database } from '../../store/schema.ts'
import type { Agency } from '../agency/agency.ts'
import type { AccessChecks } from '../authorization/access-checks.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { shownNames, shownPackages } from '../authorization/decide.ts'
import { giving, type Need, type Thing, toAdminister, toGiveAway, toRead, toWrite } from '../authorization/need.ts'
import type { DefenceRules } from '../defence/defence-rules.ts'
import type { Objects } from '../objects/objects.ts'
import type { PackageName, Packages } from '../packages/packages.ts'
import type { Caller } from '../shared/caller.ts'
import type { FlinkTemplates } from '../templates/flink-templates.ts'
import type { SparkTemplates } from '../templates/spark-templates.ts'
import type { SqlTemplates } from '../templates/sql-templates.ts'
import type { Variables } from '../variables/variables.ts'
import { guarded, overriding } from './guarded.ts'
import { namesOfItems, shownList } from './shown-list.ts'

export function guardedObjects(objects: Objects, authorizer: Authorizer): Objects {
  const read = () => toRead('read buckets')
  const write = () => toWrite('write into buckets')
  return guarded<Objects>(
    objects,
    {
      buckets: read,
      makeBucket: write,
      removeBucket: write,
      page: read,
      put: write,
      open: read,
      remove: write,
      removeUploads: 'asks itself',
    },
    authorizer,
  )
}

/** Their values are shown to readers and to who may change them, but for sensitive ones. */
export function guardedVariables(variables: Variables, authorizer: Authorizer): Variables {
  const on = (name: string, privilege: string, what: string): Need => ({
    level: 'write',
    on: { kind: 'variable', name },
    privileges: [privilege],
    what: `${what} the global variable ${name}`,
  })
  const asked = guarded<Variables>(
    variables,
    {
      create: () => toWrite('make global variables in the project'),
      list: 'asks itself',
      setValue: (_caller, name) => on(name, 'UPDATE', 'change'),
      delete: (_caller, name) => on(name, 'DELETE', 'delete'),
    },
    authorizer,
  )
  return overriding(asked, {
    async list(caller, page) {
      return await shownList(authorizer, caller, {
        names: namesOfItems,
        ofAll: () => variables.list(caller, page),
        ofRights: (rights) => variables.list(caller, { ...page, shown: { names: shownNames(rights, 'variable'), ownerId: caller.userId } }),
      })
    },
  })
}

/** Whoever works in the project may use them; nobody owns one. */
export const guardedSqlTemplates = (templates: SqlTemplates, authorizer: Authorizer): SqlTemplates =>
  guarded<SqlTemplates>(
    templates,
    {
      create: () => toWrite('change the SQL templates of the project'),
      list: () => toRead('see the SQL templates of the project'),
      update: () => toWrite('change the SQL templates of the project'),
      delete: () => toWrite('change the SQL and Spark templates of the project'),
      samples: 'asks itself',
    },
    authorizer,
  )

export const guardedFlinkTemplates = (templates: FlinkTemplates, authorizer: Authorizer): FlinkTemplates =>
  guarded<FlinkTemplates>(
    templates,
    {
      create: () => toWrite('change the Flink templates of the project'),
      list: () => toRead('see the Flink templates of the project'),
      update: () => toWrite('change the Flink templates of the project'),
      delete: () => toWrite('change the Flink templates of the project'),
    },
    authorizer,
  )

export const guardedSparkTemplates = (templates: SparkTemplates, authorizer: Authorizer): SparkTemplates =>
  guarded<SparkTemplates>(
    templates,
    {
      create: () => toWrite('change the Spark templates of the project'),
      list: () => toRead('see the Spark templates of the project'),
      get: () => toRead('see the Spark templates of the project'),
      update: () => toWrite('change the Spark templates of the project'),
    },
    authorizer,
  )

export const guardedAgency = (agency: Agency, authorizer: Authorizer): Agency =>
  guarded<Agency>(
    agency,
    {
      roles: () => toRead('see the agency of the project'),
      setRoles: () => giving(toAdminister('change the agency of the project')),
    },
    authorizer,
  )

/** What is named is read to see that it is there. */
export function guardedPackages(packages: Packages, authorizer: Authorizer): Packages {
  const on = (level: Need['level'], { groupName, name }: PackageName, privileges: readonly string[], what: string): Need => ({
    level,
    on: { kind: 'package', groupName, name },
    privileges,
    what: `${what} the package ${name}`,
  })
  const asked = guarded<Packages>(
    packages,
    {
      add: 'asks itself',
      list: 'asks itself',
      get: (_caller, named) => on('read', named, [], 'see'),
      delete: (_caller, named) => on('write', named, ['DELETE_RESOURCE', 'DELETE_GROUP'], 'delete'),
      changeOwner: 'asks itself',
    },
    authorizer,
    ['get'],
  )
  const namesIn = async (caller: Caller, group: string): Promise<readonly string[]> =>
    (await packages.list(caller)).flatMap(({ groupName, name }) => (groupName === group ? [name] : []))
  /** Of none: false. */
  async function allowsEach(checks: AccessChecks, caller: Caller, needs: readonly Need[]): Promise<boolean> {
    for (const need of needs) if (!(await checks.allows(caller, need))) return false
    return needs.length > 0
  }
  return overriding(asked, {
    async list(caller) {
      return await shownList(authorizer, caller, {
        names: (found) => found.map(({ name }) => name),
        ofAll: () => packages.list(caller),
        ofRights: (rights) => packages.list(caller, { ...shownPackages(rights), ownerId: caller.userId }),
      })
    },

    async add(caller, input) {
      const { groupName: name } = input
      const makes = toWrite('make packages in the project')
      const changes: Need = { ...makes, on: { kind: 'package-group', name }, privileges: ['UPDATE_GROUP'] }
      const isOfGroup = name !== '' && (await authorizer.allows(caller, changes))
      // On a group that there is not nothing can be granted; who does not see which there are is told the same of each.
      const sees = name !== '' && (await authorizer.rightsOf(caller)).role !== undefined && (await namesIn(caller, name)).length > 0
      return await authorizer.acting(caller, [isOfGroup || sees ? changes : makes], () => packages.add(caller, input))
    },

    // As of databases and tables: a writer does not take what others own.
    async changeOwner(caller, of, owner) {
      const toGive = (thing: Thing, what: string): Need =>
        toGiveAway({ level: 'admin', on: thing, privileges: ['GRANT_PRIVILEGE'], what: `give away the ${what}` })
      const { groupName, name } = of
      const ofPackage = (one: string): Need => toGive({ kind: 'package', groupName, name: one }, `package ${one}`)
      const ofGroup = toGive({ kind: 'package-group', name: groupName }, `package group ${groupName}`)
      // Of those that are in the group by then.
      const needs = async (db: Database, checks: AccessChecks): Promise<readonly Need[]> => {
        if (name !== undefined) return [ofPackage(name)]
        const each = (await listPackages(db, caller.projectId))
          .filter((one) => one.groupName === groupName)
          .map((one) => ofPackage(one.name))
        return (await allowsEach(checks, caller, each)) ? each : [ofGroup]
      }
      await authorizer.acting(caller, needs, () => packages.changeOwner(caller, of, owner))
    },
  })
}

/** Whoever administers the project says what its statements may do. */
export const guardedDefenceRules = (rules: DefenceRules, authorizer: Authorizer): DefenceRules =>
  guarded<DefenceRules>(
    rules,
    {
      create: () => toAdminister('change the SQL defence rules of the project'),
      list: () => toRead('see the SQL defence rules of the project'),
      get: () => toRead('see the SQL defence rules of the project'),
      update: () => toAdminister('change the SQL defence rules of the project'),
      delete: () => toAdminister('change the SQL defence rules of the project'),
      systemRules: 'asks itself',
      systemRule: 'asks itself',
    },
    authorizer,
  )
