import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { APP } from './links.ts';
import { Page } from './Page.tsx';

/** Shows that a screen broke, in place of nothing. */
export function Boundary({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary((error) => console.error(error));
  if (error === undefined) return <>{children}</>;
  return (
    <Page title="This screen broke" narrow>
      <p class="lead">That is a mistake in this program, and nothing of yours.</p>
      <p>
        <a class="button" href={`${APP}/`} target="_top">
          Begin anew
        </a>
      </p>
    </Page>
  );
}
