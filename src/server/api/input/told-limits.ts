import { type TStringOptions, Type } from 'typebox'
import { LIMITS } from '../../control/shared/limits.ts'
import { NAME_RULES } from '../../control/shared/names.ts'

/** Under this name a schema says what control checks, in its own words: the parser lets it pass, and the OpenAPI document has it as the schema's own. */
export const TOLD = 'x-told'

interface ToldLimits {
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly pattern?: string
}

export const told = (limits: ToldLimits): TStringOptions => ({ [TOLD]: limits })

const named = (rule: RegExp) => Type.String({ minLength: 1, ...told({ pattern: rule.source }) })
const text = (maxLength: number) => Type.String(told({ maxLength }))

/** Names of what is made, by the rules of control. */
export const CommonName = named(NAME_RULES.common)
export const PoolName = named(NAME_RULES.pool)
export const TableName = named(NAME_RULES.table)
export const ConnectionName = named(NAME_RULES.connection)
export const RouteName = named(NAME_RULES.route)
export const SubnetName = named(NAME_RULES.vpc)
export const VpcName = Type.String(told({ pattern: NAME_RULES.vpc.source }))
export const TemplateName = Type.String({ minLength: 1, ...told({ maxLength: LIMITS.templateNameCharacters }) })
export const FlinkTemplateName = Type.String({ minLength: 1, ...told({ maxLength: LIMITS.flinkTemplateNameCharacters }) })
export const RuleName = Type.String({ minLength: 1, ...told({ maxLength: LIMITS.textCharacters }) })

/** A description, a label, an id that others gave. */
export const ShortText = text(LIMITS.textCharacters)
/** Of a VPC or a subnet. */
export const NetworkDescription = Type.String(told({ maxLength: LIMITS.networkDescriptionCharacters, pattern: '^[^<>]*$' }))
export const Script = Type.String({ minLength: 1, ...told({ maxLength: LIMITS.scriptCharacters }) })
export const Statement = Type.String({ minLength: 1, ...told({ maxLength: LIMITS.sqlCharacters - 1 }) })
