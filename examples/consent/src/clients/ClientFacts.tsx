import type { ComponentChildren } from 'preact';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { ClientFactsFragmentDoc } from '../generated/graphql.ts';
import { formatDate } from '../ui/format.ts';
import { SafeLink } from '../ui/SafeLink.tsx';
import { grantTypeName, typeName } from './names.ts';

/** All that the account's owner wants to know of a client. */
export function ClientFacts({ client }: { client: FragmentType<typeof ClientFactsFragmentDoc> }) {
  const facts = readFragment(ClientFactsFragmentDoc, client);
  return (
    <dl class="facts panel">
      <Fact name="Client ID">
        <code>{facts.clientId}</code>
      </Fact>
      <Fact name="Type">
        {typeName(facts.clientType)}
        {facts.requirePkce && ', PKCE required'}
      </Fact>
      <Fact name="Grant types">{(facts.allowedGrantTypes ?? []).map(grantTypeName).join(', ') || 'none'}</Fact>
      <Fact name="Scopes">
        <Codes texts={facts.allowedScopes} />
      </Fact>
      <Fact name="Redirect URIs">
        <Codes texts={facts.redirectUris?.map((uri) => uri ?? '(unreadable)')} />
      </Fact>
      <Fact name="Links">
        <Links logo={facts.logoUri} privacy={facts.policyUri} terms={facts.tosUri} />
      </Fact>
      <Fact name="Created">
        <time dateTime={facts.createdAt}>{formatDate(facts.createdAt)}</time>
      </Fact>
      <Fact name="Changed">
        <time dateTime={facts.updatedAt}>{formatDate(facts.updatedAt)}</time>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Codes({ texts }: { texts: readonly string[] | null | undefined }) {
  if (!texts?.length) return <span class="faint">none</span>;
  return (
    <ul class="codes">
      {texts.map((text) => (
        <li key={text}>
          <code>{text}</code>
        </li>
      ))}
    </ul>
  );
}

function Links(uris: Record<'logo' | 'privacy' | 'terms', string | null>) {
  const links = [
    { text: 'Logo', uri: uris.logo },
    { text: 'Privacy policy', uri: uris.privacy },
    { text: 'Terms of service', uri: uris.terms },
  ].filter(({ uri }) => uri !== null);
  if (links.length === 0) return <span class="faint">none</span>;
  return (
    <ul class="inline">
      {links.map(({ text, uri }) => (
        <li key={text}>
          <SafeLink uri={uri!}>{text}</SafeLink>
        </li>
      ))}
    </ul>
  );
}
