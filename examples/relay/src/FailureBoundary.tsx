import { Component, type ReactNode } from 'react';
import { failureOf } from 'telnyx-oauth-graphql/client';

/** Shows why what is inside of it could not be read. */
export class FailureBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    const retry = () => this.setState({ error: undefined });
    return this.state.error ? <FailureNotice error={this.state.error} onRetry={retry} /> : this.props.children;
  }
}

/** The kind of a failure says what to do about it; the React example with Apollo Client explains more of them. */
export function FailureNotice({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const failure = failureOf(error);
  if (!failure) return null;
  return (
    <div role="alert">
      <p>
        {failure.message} <small>Trace {failure.traceId}</small>
      </p>
      {['tryAgain', 'network', 'rateLimited'].includes(failure.kind) && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
