import { useAnswer } from '../../api/answer-query.ts'
import { ActionButton } from '../actions/action-button.tsx'
import { Loaded } from '../loaded.tsx'
import { addTag, removeTag, TAGS_KEY, type TagsPath } from './tag-actions.ts'

/** The tags of one thing. */
export function Tags({ path }: { readonly path: TagsPath }) {
  const tags = useAnswer([TAGS_KEY], path.path, (answer) =>
    answer.list('tags', (item) => ({ key: item.text('key'), value: item.optionalText('value') ?? '' })),
  )
  return (
    <>
      <h3>Tags</h3>
      <p>
        <ActionButton isSmall action={addTag(path)} />
      </p>
      <Loaded query={tags}>
        {(all) =>
          all.length === 0 ? (
            <p>None.</p>
          ) : (
            <ul>
              {all.map((tag) => (
                <li key={tag.key}>
                  {tag.key} = {tag.value} <ActionButton isSmall action={removeTag(path, tag)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
