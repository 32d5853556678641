import { Provider } from '@urql/preact';
import { useMemo } from 'preact/hooks';
import { LocationProvider, Route, Router } from 'preact-iso';
import { ClientList } from './clients/ClientList.tsx';
import { ClientPage } from './clients/ClientPage.tsx';
import { ConsentScreen } from './consent/ConsentScreen.tsx';
import { GrantList } from './grants/GrantList.tsx';
import { createGraphClient } from './graphql/client.ts';
import { Incident } from './incident/Incident.tsx';
import { RunsProvider } from './incident/runs.tsx';
import { RegisterClient } from './register/RegisterClient.tsx';
import type { Account } from './session/accounts.ts';
import { SignIn } from './session/SignIn.tsx';
import { SessionProvider, useSession } from './session/session.tsx';
import { Boundary } from './ui/Boundary.tsx';
import { APP } from './ui/links.ts';
import { Home, NotFound } from './ui/NotFound.tsx';
import { Shell } from './ui/Shell.tsx';

/** Links to all but the relying party, which is a server's. */
const SCOPE = new RegExp(`^${APP.replaceAll('.', '\\.')}(?!/rp/)`);

export function App() {
  return (
    <LocationProvider scope={SCOPE}>
      <SessionProvider>
        <Shell>
          <Boundary>
            <SignedIn />
          </Boundary>
        </Shell>
      </SessionProvider>
    </LocationProvider>
  );
}

function SignedIn() {
  const { account } = useSession();
  return account ? <Screens key={account.name} account={account} /> : <SignIn />;
}

function Screens({ account }: { account: Account }) {
  // A client of its own for each account: nothing that one has read is shown to the other.
  const client = useMemo(() => createGraphClient(account.key), [account]);
  return (
    <Provider value={client}>
      <RunsProvider>
        <Router>
          <Route path={APP} component={Home} />
          <Route path={`${APP}/clients`} component={ClientList} />
          <Route path={`${APP}/clients/new`} component={RegisterClient} />
          <Route path={`${APP}/clients/:clientId`} component={ClientPage} />
          <Route path={`${APP}/grants`} component={GrantList} />
          <Route path={`${APP}/incident`} component={Incident} />
          <Route path={`${APP}/consent`} component={ConsentScreen} />
          <Route default component={NotFound} />
        </Router>
      </RunsProvider>
    </Provider>
  );
}
