import type { Authorizer } from '../authorization/authorizer.ts'
import { toRead, toWrite } from '../authorization/need.ts'
import type { ResourceTags } from '../tags/resource-tags.ts'
import { guarded } from './guarded.ts'

export const guardedResourceTags = (tags: ResourceTags, authorizer: Authorizer): ResourceTags =>
  guarded<ResourceTags>(
    tags,
    {
      read: () => toRead('see the tags of what is in the project'),
      add: () => toWrite('change the tags of what is in the project'),
      remove: () => toWrite('change the tags of what is in the project'),
      summary: () => toRead('see the tags of what is in the project'),
      find: () => toRead('see the tags of what is in the project'),
    },
    authorizer,
  )
