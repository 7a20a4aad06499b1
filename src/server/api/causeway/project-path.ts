import { Type } from 'typebox'

/** What every path of a project's has. */
export const PROJECT = { project_id: Type.String({ minLength: 1 }) }
