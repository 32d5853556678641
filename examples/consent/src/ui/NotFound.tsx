import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Page } from './Page.tsx';

/** `/demo` itself: leads on to the clients. */
export function Home() {
  const { route } = useLocation();
  useEffect(() => route('/demo/clients', true), []);
  return null;
}

export function NotFound() {
  return (
    <Page title="Nothing is here" narrow>
      <p class="lead">This address belongs to no screen.</p>
      <p>
        <a class="button" href="/demo/clients">
          Go to the clients
        </a>
      </p>
    </Page>
  );
}
