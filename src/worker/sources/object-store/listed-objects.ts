import { CausewayError } from '../../../base/errors.ts'
import type { ListedObject } from '../../../protocol/object-store/listed-objects.ts'
import type { ObjectClient } from '../../../protocol/object-store/object-client.ts'

const OBJECTS_MAX = 10_000

/** The object of a key, and those below it. @throws CausewayError where they are too many */
export async function listedObjects(client: Pick<ObjectClient, 'list'>, bucket: string, key: string): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = []
  const take = (object: ListedObject): void => {
    found.push(object)
    if (found.length > OBJECTS_MAX)
      throw new CausewayError('limit-exceeded', `obs://${bucket}/${key} holds more than ${OBJECTS_MAX} objects`, {
        hint: 'Name a folder that holds fewer.',
      })
  }
  // No key sorts before one that it begins with.
  if (key !== '') for await (const object of client.list(key, 1)) if (object.key === key) take(object)
  for await (const object of client.list(key === '' ? '' : `${key}/`, OBJECTS_MAX + 1)) {
    // What consoles show as a folder.
    if (!object.key.endsWith('/')) take(object)
  }
  return found
}
