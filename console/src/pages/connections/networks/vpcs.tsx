import type { UseQueryResult } from '@tanstack/react-query'
import { useAnswer } from '../../../api/answer-query.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { DetailPanel } from '../../../components/detail-panel.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Facts } from '../../../components/facts.tsx'
import { GoneNote } from '../../../components/gone-note.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { tagsOfNetwork } from '../../../components/tags/tag-actions.ts'
import { Tags } from '../../../components/tags/tags.tsx'
import type { Subnet, Vpc } from '../connection.ts'
import { Agents } from './agents.tsx'
import { readAttachment } from './attachment.ts'
import { attachmentPath, attachVpc, detachVpc } from './attachment-action.ts'
import { changeSubnet, changeVpc, createSubnet, createVpc, deleteSubnet, deleteVpc } from './network-actions.ts'

interface VpcsProps {
  readonly vpcs: UseQueryResult<readonly Vpc[]>
  readonly subnets: UseQueryResult<readonly Subnet[]>
  /** Its id. */
  readonly chosen: string | undefined
  readonly choose: (id: string | undefined) => void
}

/** The private networks, and how they are reached. */
export function Vpcs({ vpcs, subnets, chosen, choose }: VpcsProps) {
  const vpc = vpcs.data?.find(({ id }) => id === chosen)
  return (
    <>
      <h2>VPCs and subnets</h2>
      <p>
        <ActionButton isSmall action={createVpc} />
      </p>
      <Loaded query={vpcs}>
        {(all) => (
          <Loaded query={subnets}>
            {(parts) =>
              all.length === 0 ? (
                <EmptyState title="There is no VPC" />
              ) : (
                <DataTable
                  label="VPCs"
                  rows={all}
                  keyOf={({ id }) => id}
                  chosen={chosen}
                  onChoose={({ id }) => choose(id)}
                  columns={[
                    { name: 'Name', cell: ({ name }) => name },
                    { name: 'Network', cell: ({ cidr }) => cidr },
                    { name: 'Attachment', cell: (one) => <AttachmentKind vpc={one} /> },
                    {
                      name: 'Subnets',
                      cell: ({ id }) =>
                        parts
                          .filter(({ vpcId }) => vpcId === id)
                          .map(({ name, cidr }) => `${name} ${cidr}`)
                          .join(', '),
                    },
                    { name: 'Actions', cell: (one) => <ActionButton isSmall action={createSubnet(one)} /> },
                  ]}
                />
              )
            }
          </Loaded>
        )}
      </Loaded>
      <GoneNote what="VPC" wanted={chosen} isThere={vpc !== undefined} list={vpcs} />
      {vpc === undefined ? null : (
        <VpcPanel vpc={vpc} subnets={(subnets.data ?? []).filter(({ vpcId }) => vpcId === vpc.id)} onClose={() => choose(undefined)} />
      )}
    </>
  )
}

const useAttachment = (vpc: Vpc) => useAnswer(['vpcs', vpc.id, 'attachment'], attachmentPath(vpc), readAttachment)

function AttachmentKind({ vpc }: { readonly vpc: Vpc }) {
  const { data, isError } = useAttachment(vpc)
  return <>{data?.kind ?? (isError ? 'may not be seen' : '…')}</>
}

interface VpcPanelProps {
  readonly vpc: Vpc
  readonly subnets: readonly Subnet[]
  readonly onClose: () => void
}

function VpcPanel({ vpc, subnets, onClose }: VpcPanelProps) {
  const attachment = useAttachment(vpc)
  return (
    <DetailPanel
      title={`VPC ${vpc.name}`}
      onClose={onClose}
      actions={
        <>
          {attachment.data === undefined ? null : (
            <>
              <ActionButton isSmall action={attachVpc(vpc, attachment.data)} />
              <ActionButton isSmall action={detachVpc(vpc)} />
            </>
          )}
          <ActionButton isSmall action={changeVpc(vpc)} />
          <ActionButton isSmall action={deleteVpc(vpc)} />
        </>
      }
    >
      <Loaded query={attachment}>
        {({ kind, networks, forwards, path, host, user, hostKeys, fingerprint, sshAgent }) => (
          <>
            <Facts
              facts={[
                { name: 'Id', value: vpc.id },
                { name: 'Network', value: vpc.cidr },
                { name: 'Attachment', value: kind },
                ...(networks.length === 0 ? [] : [{ name: 'Networks', value: networks.join(', ') }]),
                ...(path === '' ? [] : [{ name: 'Namespace', value: path }]),
                ...(host === '' ? [] : [{ name: 'Bastion', value: `${user}@${host}` }]),
                ...(hostKeys.length === 0 ? [] : [{ name: 'Its keys', value: <code>{hostKeys.join(', ')}</code> }]),
                ...(fingerprint === '' ? [] : [{ name: 'Key that logs in', value: <code>{fingerprint}</code> }]),
                ...(sshAgent === '' ? [] : [{ name: 'Agent', value: sshAgent }]),
              ]}
            />
            {forwards.length === 0 ? null : (
              <ul>
                {forwards.map(({ from, to }) => (
                  <li key={from}>
                    {from} is {to}
                  </li>
                ))}
              </ul>
            )}
            {kind === 'agent' ? <Agents vpc={vpc} /> : null}
          </>
        )}
      </Loaded>
      <h3>Subnets</h3>
      {subnets.length === 0 ? <p>None.</p> : null}
      <ul>
        {subnets.map((subnet) => (
          <li key={subnet.id}>
            {subnet.name} {subnet.cidr} <ActionButton isSmall action={changeSubnet(subnet)} />{' '}
            <ActionButton isSmall action={deleteSubnet(subnet)} />
          </li>
        ))}
      </ul>
      <Tags path={tagsOfNetwork('vpcs', vpc.id)} />
    </DetailPanel>
  )
}
