import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { relayStylePagination } from '@apollo/client/utilities';
import { createRoot } from 'react-dom/client';
import { possibleTypes, typePolicies } from 'telnyx-oauth-graphql/client';
import '../../style.css';
import { App } from './App.tsx';

const client = new ApolloClient({
  cache: new InMemoryCache({ possibleTypes, typePolicies: typePolicies(relayStylePagination) }),
  // The sandbox's demo key, which is public. Yours is what the user signed in with, kept in memory.
  link: new HttpLink({ uri: '/graphql', headers: { authorization: 'Bearer KEYsandboxAlice' } }),
});

createRoot(document.getElementById('root')!).render(
  <ApolloProvider client={client}>
    <App />
  </ApolloProvider>,
);
