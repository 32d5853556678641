import type { ComponentChildren } from 'preact';
import { useFirstPage } from './Pager.tsx';

interface EmptyProps {
  /** What to say of a list that has nothing at all. */
  readonly text: string;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** A page without items: of an empty list, or one that the list has shrunk away from. */
export function Empty({ text, children }: EmptyProps) {
  const { isFirst, href } = useFirstPage();
  return (
    <div class="panel empty">
      <p>{isFirst ? text : 'Nothing is left on this page.'}</p>
      {isFirst ? (
        children
      ) : (
        <a class="button" href={href}>
          Go to the first page
        </a>
      )}
    </div>
  );
}
