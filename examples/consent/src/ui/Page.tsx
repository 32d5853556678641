import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';

interface PageProps {
  readonly title: string;
  /** What can be done here, beside the title. */
  readonly actions?: ComponentChildren;
  readonly narrow?: boolean;
  readonly children: ComponentChildren;
}

/** Nothing has been shown yet: then the browser itself says what is new. */
let first = true;

/**
 * A screen with its title, which also names the tab and takes the focus when the address leads here or to another page
 * of a list, so that it is announced. A field keeps the focus: the address follows what is typed into filters.
 */
export function Page({ title, actions, narrow = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { url } = useLocation();
  useEffect(() => {
    document.title = `${title} · Access console`;
  }, [title]);
  useEffect(() => {
    if (!first && !document.activeElement?.matches('input, select, textarea')) heading.current?.focus();
    first = false;
  }, [url]);
  return (
    <main class={narrow ? 'narrow' : undefined}>
      <div class="title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </main>
  );
}
