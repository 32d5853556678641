import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { APP } from './links.ts';
import { Page } from './Page.tsx';

/** `/demo` itself: leads on to the clients. */
export function Home() {
  const { route } = useLocation();
  useEffect(() => route(`${APP}/clients`, true), []);
  return null;
}

export function NotFound() {
  return (
    <Page title="Nothing is here" narrow>
      <p class="lead">This address belongs to no screen.</p>
      <p>
        <a class="button" href={`${APP}/clients`}>
          Go to the clients
        </a>
      </p>
    </Page>
  );
}
