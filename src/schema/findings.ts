import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { type Finding, findingsOf } from '../findings/find.ts';
import { type Facts, type Subject, textsOf } from '../findings/rule.ts';
import { type CodedRule, rulesFor } from '../findings/rules.ts';
import type { OAuthClient as OAuthClientResource, OAuthGrant, Registration } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { CopyOAuthClientPayload } from './copy-client.ts';
import { FEW } from './cost.ts';
import { OAuthFinding, OAuthFindingSeverity } from './finding.ts';
import { CreateOAuthClientPayload, OAuthClient, UpdateOAuthClientPayload } from './oauth-client.ts';
import { RegisterOAuthClientPayload } from './registration.ts';
import { scopesOf } from './wire.ts';

/** What rules of one operation share. */
interface Known {
  offeredScopes?: Promise<ReadonlySet<string>>;
  grants?: readonly OAuthGrant[];
  grantsTo?: ReadonlyMap<string, readonly OAuthGrant[]>;
}

/** How to examine clients: all that rules need of an operation is read. */
export type Examine = (client: OAuthClientResource) => Finding[];

/**
 * Reads what the rules need besides clients: the metadata, which is kept for all callers, and the grants, in the scan
 * that the operation's other fields share. Rejects as those reads do.
 */
export async function examination(
  rules: readonly CodedRule[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Examine> {
  if (context.findings.isSupposed) context.trace?.suppose(info.path);
  const needs = new Set(rules.map(([, rule]) => rule.needs));
  const [offeredScopes, grantsTo] = await Promise.all([
    needs.has('metadata') ? readOfferedScopes(context, info) : undefined,
    needs.has('grants') ? readGrants(context, info) : undefined,
  ]);
  const facts = factsOf(context, { offeredScopes });
  return (client) => findingsOf(client, rules, { ...facts, grants: grantsTo?.get(client.client_id) });
}

function factsOf({ findings }: Context, known: Pick<Facts, 'offeredScopes' | 'isRegistration'>): Facts {
  const { unusedGrantDays, isSupposed } = findings;
  return { ...known, isSupposed, unusedGrantDays, now: Date.now() };
}

function knownOf(context: Context): Known {
  context.loaders.OAuthFinding ??= {};
  return context.loaders.OAuthFinding as Known;
}

function readOfferedScopes(context: Context, { path }: GraphQLResolveInfo): Promise<ReadonlySet<string>> {
  const { telnyx, trace } = context;
  const known = knownOf(context);
  const read = () => {
    known.offeredScopes ??= telnyx.discovery
      .authorizationServer()
      .then(({ scopes_supported }) => new Set(textsOf(scopes_supported)));
    return known.offeredScopes;
  };
  return trace ? trace.share('metadata', path, read) : read();
}

async function readGrants(context: Context, { path }: GraphQLResolveInfo) {
  const { telnyx, trace } = context;
  const read = () => telnyx.oauthGrants.all();
  const known = knownOf(context);
  const grants = await (trace ? trace.share('grants', path, read) : read());
  if (known.grants !== grants) {
    known.grants = grants;
    known.grantsTo = Map.groupBy(grants, ({ client_id }) => client_id);
  }
  return known.grantsTo!;
}

builder.objectField(OAuthClient, 'findings', (t) =>
  t.field({
    type: [OAuthFinding],
    directives: FEW,
    scans: { minSeverity: ['LOW'] },
    scansFor: 'GRANT_UNUSED',
    description:
      'What should be otherwise about the client. With `minSeverity: LOW` the gateway also reads all grants, for ' +
      'which the operation costs 10 more for each page of the list, once for all clients; above that nothing is read.',
    args: {
      minSeverity: t.arg({
        type: OAuthFindingSeverity,
        defaultValue: 'LOW',
        description: 'Only findings at least as bad.',
      }),
    },
    resolve: async (client, { minSeverity }, context, info) => {
      const examine = await examination(rulesFor({ minSeverity }, context.findings), context, info);
      return examine(client);
    },
  }),
);

/**
 * What should be otherwise about a client that was just changed. It reads no grants, and does without metadata that
 * cannot be read: no fault may cost a payload that may hold a secret.
 */
async function warningsOf(client: Subject, context: Context, info: GraphQLResolveInfo, isRegistration = false) {
  if (context.findings.isSupposed) context.trace?.suppose(info.path);
  const rules = rulesFor({}, context.findings).filter(([, { needs }]) => needs !== 'grants');
  const needsMetadata = rules.some(([, { needs }]) => needs === 'metadata');
  const offeredScopes = needsMetadata ? await readOfferedScopes(context, info).catch(() => undefined) : undefined;
  return findingsOf(client, rules, factsOf(context, { offeredScopes, isRegistration }));
}

for (const payload of [CreateOAuthClientPayload, UpdateOAuthClientPayload, CopyOAuthClientPayload]) {
  builder.objectField(payload, 'warnings', (t) =>
    t.field({
      type: [OAuthFinding],
      directives: FEW,
      description:
        'What should be otherwise about the client, without a look at its grants. Empty where the response told none.',
      resolve: ({ client }: { readonly client: OAuthClientResource | null }, _args, context, info) =>
        client ? warningsOf(client, context, info) : [],
    }),
  );
}

builder.objectField(RegisterOAuthClientPayload, 'warnings', (t) =>
  t.field({
    type: [OAuthFinding],
    directives: FEW,
    description: 'What should be otherwise about the client, as far as the response tells.',
    resolve: (registration, _args, context, info) => warningsOf(subjectOf(registration), context, info, true),
  }),
);

/** A registration in the words of a client. What it does not tell is not known. */
function subjectOf(registration: Registration): Subject {
  const { client_id, grant_types, scope, token_endpoint_auth_method: method } = registration;
  const { redirect_uris, policy_uri, tos_uri } = registration;
  return {
    client_id,
    client_type: method === null ? null : method === 'none' ? 'public' : 'confidential',
    allowed_grant_types: grant_types,
    allowed_scopes: scopesOf(scope),
    redirect_uris: redirect_uris as readonly string[] | null,
    policy_uri,
    tos_uri,
  };
}
