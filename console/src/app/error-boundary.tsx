import { Component, type ReactNode } from 'react'
import { PageFailure } from './page-failure.tsx'

interface Props {
  readonly children: ReactNode
}

/** Around the router, which catches what fails within its pages: without it what fails outside of them, as its own program that cannot be loaded, leaves an empty window. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? new Error('It has failed without a reason') }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <main>
        <PageFailure error={error} />
      </main>
    )
  }
}
