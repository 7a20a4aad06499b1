import { useAnswer } from '../../../api/answer-query.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { changeTemplate, createTemplate, deleteTemplate, TEMPLATE_KINDS, type TemplateKind } from './template-actions.ts'

/** Statements and jobs that are kept under a name. */
export const Templates = () => (
  <>
    {TEMPLATE_KINDS.map((kind) => (
      <TemplatesOf key={kind.kind} of={kind} />
    ))}
  </>
)

function TemplatesOf({ of }: { readonly of: TemplateKind }) {
  const templates = useAnswer(['templates', of.kind], of.listPath, of.read)
  return (
    <>
      <h2>{of.label}</h2>
      <p>
        <ActionButton isSmall action={createTemplate(of)} />
      </p>
      <Loaded query={templates}>
        {(all) =>
          all.length === 0 ? (
            <p>None.</p>
          ) : (
            <DataTable
              label={`Templates of ${of.label}`}
              rows={all}
              keyOf={({ id }) => id}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                { name: of.textLabel, cell: ({ text }) => <code>{text.replaceAll(/\s+/g, ' ').slice(0, 120)}</code> },
                { name: 'Description', cell: ({ description }) => description },
                {
                  name: 'Actions',
                  cell: (template) => {
                    const remove = deleteTemplate(of, template)
                    return (
                      <>
                        <ActionButton isSmall action={changeTemplate(of, template)} />{' '}
                        {remove === undefined ? null : <ActionButton isSmall action={remove} />}
                      </>
                    )
                  },
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  )
}
