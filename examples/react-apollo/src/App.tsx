import { useSyncExternalStore } from 'react';
import { ClientList } from './ClientList.tsx';
import { ClientPage } from './ClientPage.tsx';
import { Register } from './Register.tsx';

const onHashChange = (changed: () => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

/** The hash names the screen: `#/`, `#/register` or `#/clients/ID`. */
export function App() {
  const [, screen, id = ''] = useSyncExternalStore(onHashChange, () => location.hash).split('/');
  return (
    <>
      <nav aria-label="Screens">
        <a href="#/">Clients</a> <a href="#/register">Register a client</a>
      </nav>
      {screen === 'clients' ? (
        <ClientPage key={id} clientId={decodeURIComponent(id)} />
      ) : screen === 'register' ? (
        <Register />
      ) : (
        <ClientList />
      )}
    </>
  );
}
