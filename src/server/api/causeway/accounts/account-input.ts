import { Type } from 'typebox'

/** A domain by its name: for the local administrator; everybody else has one. */
export const DOMAIN = { domain: Type.Optional(Type.String()) }
const Reference = Type.String({ minLength: 1, maxLength: 256 })
/** By its id, or by its name. */
export const UserPath = Type.Object({ user_id: Reference })
export const ProjectPath = Type.Object({ project_id: Reference })
export const GroupPath = Type.Object({ group_id: Reference })
export const KeyPath = Type.Object({ access_key: Reference })
