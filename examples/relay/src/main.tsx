import { Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RelayEnvironmentProvider } from 'react-relay';
import '../../style.css';
import { ClientsPage } from './ClientsPage.tsx';
import { environment } from './environment.ts';
import { FailureBoundary } from './FailureBoundary.tsx';

createRoot(document.getElementById('root')!).render(
  <RelayEnvironmentProvider environment={environment}>
    <main>
      <h1>OAuth clients</h1>
      <FailureBoundary>
        <Suspense fallback={<p role="status">Loading…</p>}>
          <ClientsPage />
        </Suspense>
      </FailureBoundary>
    </main>
  </RelayEnvironmentProvider>,
);
