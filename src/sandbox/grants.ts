import { type Answer, json } from './answers.ts';
import { requireAccount } from './auth.ts';
import { oauthError, Refusal } from './errors.ts';
import { answerPage, readQuery } from './paging.ts';
import type { Exchange } from './requests.ts';
import type { Account, Grant } from './store.ts';
import type { World } from './world.ts';

/** GET /oauth_grants: no filters, only pages. */
export function listGrants(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  return answerPage(readQuery(exchange.query), account.grants, (grant) => grant.id, grantView);
}

/** GET /oauth_grants/{id} */
export function getGrant(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  return json(200, { data: grantView(requireOwnGrant(exchange.params[0]!, account)) });
}

/** DELETE /oauth_grants/{id}: answers the grant; every token that came of it is dead at once. */
export function revokeGrant(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  const grant = requireOwnGrant(exchange.params[0]!, account);
  account.grants.splice(account.grants.indexOf(grant), 1);
  return json(200, { data: grantView(grant) });
}

function grantView({ id, client_id, scopes, created_at, last_used_at }: Grant): object {
  return { id, record_type: 'oauth_grant', client_id, scopes, created_at, last_used_at };
}

function requireOwnGrant(id: string, account: Account): Grant {
  const grant = account.grants.find((each) => each.id === id);
  if (grant) return grant;
  throw new Refusal(oauthError(404, 'not_found', 'There is no such OAuth grant.'));
}
