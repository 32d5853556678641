import { authenticate } from '../telnyx/client-authentication.ts';
import { type CheckId, cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import { membersOf, outcomeOf } from './probe.ts';
import type { Target } from './target.ts';

/** A token that does not exist, so that introspecting it changes nothing. */
const NO_TOKEN = 'telnyx-oauth-graphql-doctor';

/** Checks which credentials introspection accepts. It is a POST that only reads. @see RFC 7662 section 2.1 */
export async function checkIntrospection(target: Target): Promise<Finding[]> {
  const { client, key } = target;
  const basic =
    client && authenticate({ client_id: client.id, client_secret: client.secret, method: 'client_secret_basic' });
  return [
    basic
      ? await check(target, 'introspection-basic', basic.authorization, {
          advice: 'check TELNYX_CLIENT_ID and TELNYX_CLIENT_SECRET; else introspect with the key alone',
        })
      : cannotBeTold(
          'introspection-basic',
          'no client credentials were given',
          'set TELNYX_CLIENT_ID and TELNYX_CLIENT_SECRET',
        ),
    key === undefined
      ? cannotBeTold('introspection-bearer', 'no key was given')
      : await check(target, 'introspection-bearer', `Bearer ${key}`, {
          advice: 'nothing to set: give clientId and clientSecret to introspectOAuthToken',
        }),
  ];
}

async function check(
  { probe, apiUrl }: Target,
  id: CheckId,
  authorization: string | undefined,
  { advice }: { advice: string },
): Promise<Finding> {
  const reply = await probe.ask(`${apiUrl}/oauth/introspect`, { authorization, form: { token: NO_TOKEN } });
  const { active } = membersOf(reply.json);
  if (reply.status === 200 && typeof active === 'boolean') return holds(id, 'accepted');
  if (reply.status === 0 || reply.status === 429 || reply.status >= 500) return cannotBeTold(id, outcomeOf(reply));
  return doesNotHold(id, reply.status === 200 ? '200 without active' : outcomeOf(reply), advice);
}
