import { APP } from '../ui/links.ts';
import { Page } from '../ui/Page.tsx';

/** No such request: it was decided, has expired, or never was. */
export function Over() {
  return (
    <Page title="This request is over" narrow>
      <p class="lead">
        It has expired, was decided already, or never was. If the application still wants access, go back to it and
        start again.
      </p>
      <p>
        <a class="button" href={`${APP}/grants`}>
          See who has access
        </a>
      </p>
    </Page>
  );
}
