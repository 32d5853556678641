import { type Finding, fixOf, pathOf } from '../findings/find.ts';
import type { FindingSeverity } from '../findings/rule.ts';
import { FINDING_CODES, type FindingCode, RULES } from '../findings/rules.ts';
import { asUri } from '../telnyx/members.ts';
import type { OAuthClient as OAuthClientResource, OAuthClientSettings } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { memberFields } from './client-members.ts';
import { camelCase } from './input.ts';
import { isUpdated, OAuthClient, UPDATE_RULES } from './oauth-client.ts';

const SEVERITIES = {
  LOW: { description: 'Should be tidied up.' },
  MEDIUM: { description: 'Weakens the client, or keeps a part of it from working.' },
  HIGH: { description: 'Lets others get codes or tokens.' },
} as const satisfies Record<FindingSeverity, object>;

export const OAuthFindingSeverity = builder.enumType('OAuthFindingSeverity', {
  description: 'How bad a finding is.',
  values: SEVERITIES,
});

export const OAuthFindingCode = builder.enumType('OAuthFindingCode', {
  description: 'What a finding is. Codes keep their meaning; new ones may come.',
  values: Object.fromEntries(FINDING_CODES.map((code) => [code, { description: RULES[code].meaning }])) as Record<
    FindingCode,
    { description: string }
  >,
});

const OAuthClientFix = builder.objectRef<OAuthClientSettings>('OAuthClientFix').implement({
  description:
    'Input for `updateOAuthClient` with all members as read, but for those that mend the client. Leave out members ' +
    'that are null: Telnyx cannot clear them.',
  fields: (t) => memberFields(t, isUpdated),
});

export const OAuthFinding = builder.objectRef<Finding>('OAuthFinding').implement({
  description: 'Something about an OAuth client that should be otherwise, by the rules of an RFC.',
  fields: (t) => ({
    code: t.expose('code', { type: OAuthFindingCode, description: 'What it is.' }),
    severity: t.field({
      type: OAuthFindingSeverity,
      description: 'How bad it is.',
      resolve: ({ rule }) => rule.severity,
    }),
    message: t.string({
      description: 'One sentence for people. Contains no secret.',
      resolve: ({ problem }) => problem.message,
    }),
    reference: t.field({
      type: 'URL',
      description: 'URL of the section of the RFC that asks for it otherwise.',
      resolve: ({ rule }) => rule.reference,
    }),
    path: t.stringList({
      description: 'Member of the client that it is about, and the index of the item in that.',
      resolve: (finding) => {
        const [member, ...index] = pathOf(finding);
        return [finding.isRegistration ? registeredName(member) : camelCase(member), ...index.map(String)];
      },
    }),
    fix: t.field({
      type: OAuthClientFix,
      nullable: true,
      description: 'Update that mends it; null where only a person can tell what is right.',
      resolve: acceptableFix,
    }),
    breaks: t.string({
      nullable: true,
      description: 'What stops working by the fix, and for whom. Null without a fix.',
      resolve: (finding) => (acceptableFix(finding) ? finding.rule.breaks : null),
    }),
    clientId: t.id({ description: 'Client identifier of the client.', resolve: ({ client }) => client.client_id! }),
    client: t.field({
      type: OAuthClient,
      nullable: true,
      description: 'The client as it was read; null in the warnings of a registration.',
      resolve: ({ client, isRegistration }) => (isRegistration ? null : (client as OAuthClientResource)),
    }),
  }),
});

/** The name of a client's member in a registration. */
function registeredName(member: string): string {
  return camelCase(member.replace(/^allowed_/, ''));
}

/** The fix, where an update would accept it: the members that it leaves as read may be unacceptable. */
function acceptableFix(finding: Finding): OAuthClientSettings | null {
  const fix = fixOf(finding);
  if (!fix) return null;
  const { logo_uri, policy_uri, tos_uri, redirect_uris = [] } = fix;
  const uris = [logo_uri, policy_uri, tos_uri, ...redirect_uris].filter((uri) => uri !== undefined);
  if (!uris.every((uri) => asUri(uri) !== null && URL.canParse(uri))) return null;
  const input = Object.fromEntries(Object.entries(fix).map(([name, value]) => [camelCase(name), value]));
  return UPDATE_RULES.safeParse(input).success ? fix : null;
}
