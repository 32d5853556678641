import { iamRefusalOf } from '../telnyx/transport/iam-refusal.ts';
import { cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import { outcomeOf, type Reply } from './probe.ts';
import { askApi, pageQuery, type Resource, SPELLINGS, type Target } from './target.ts';

/** Where the lists were found, and the replies for their first page of one item. */
export interface Found {
  readonly findings: readonly Finding[];
  /** Undefined: the list was not found, or the key may not read it. */
  readonly lists: Readonly<Record<Resource, { readonly path: string; readonly first: Reply } | undefined>>;
}

/** Finds the paths of the lists, and checks whether the key may read them. */
export async function checkPaths(target: Target): Promise<Found> {
  const clients = await findList(target, 'clients');
  const grants = await findList(target, 'grants');
  const replies = [clients, grants].flatMap(({ reply }) => (reply ? [reply] : []));
  return {
    findings: [
      clients.finding,
      grants.finding,
      checkKey(target, replies),
      checkAccess('clients', clients.reply),
      checkAccess('grants', grants.reply),
      checkIam(replies),
    ],
    lists: { clients: readable(clients), grants: readable(grants) },
  };
}

interface Search {
  readonly finding: Finding;
  readonly path?: string;
  /** The reply at the path that was found, or else at the configured one. */
  readonly reply?: Reply;
}

function readable({ path, reply }: Search) {
  return path !== undefined && reply?.status === 200 ? { path, first: reply } : undefined;
}

async function findList(target: Target, resource: Resource): Promise<Search> {
  const id = `${resource}-path` as const;
  const configured = target.paths[resource];
  const candidates = configured === 'auto' ? SPELLINGS[resource] : [...new Set([configured, ...SPELLINGS[resource]])];
  const replies: Reply[] = [];
  for (const path of candidates) {
    const reply = await askApi(target, `${path}?${pageQuery(1, 1)}`);
    replies.push(reply);
    if (reply.status === 401) return { finding: cannotBeTold(id, `${path} needs a key that Telnyx accepts`), reply };
    if (reply.status === 0 || reply.status === 429 || reply.status >= 500) {
      return { finding: cannotBeTold(id, outcomeOf(reply)), reply };
    }
    if (!isThere(reply)) continue;
    if (configured === 'auto' || path === configured) return { finding: holds(id, path), path, reply };
    const advice = `set TELNYX_${resource.toUpperCase()}_PATH=${path}`;
    return { finding: doesNotHold(id, `${configured}: ${outcomeOf(replies[0]!)}`, advice), path, reply };
  }
  const seen = candidates.map((path, n) => `${path}: ${outcomeOf(replies[n]!)}`).join('; ');
  const refused = replies.find(({ status }) => status === 403);
  if (refused) return { finding: cannotBeTold(id, seen), reply: refused };
  const advice = `check TELNYX_API_URL; set TELNYX_${resource.toUpperCase()}_PATH to the path that Telnyx documents`;
  return { finding: doesNotHold(id, seen, advice), reply: replies[0]! };
}

/** Whether the API has something at this path. */
function isThere(reply: Reply): boolean {
  return (reply.status >= 200 && reply.status < 300) || (reply.status === 403 && actionOf(reply) !== undefined);
}

function checkKey({ key }: Target, replies: readonly Reply[]): Finding {
  if (key === undefined) {
    return cannotBeTold('key', 'no key was given', 'set TELNYX_API_KEY, or run this on a terminal and type one');
  }
  if (replies.some(({ status }) => status === 401)) {
    return doesNotHold('key', '401', 'check that the key is whole, of this API (v2), enabled and not expired');
  }
  const isAccepted = replies.some(({ status }) => status === 200 || status === 403);
  return isAccepted ? holds('key', 'accepted') : cannotBeTold('key', replies.map(outcomeOf).join('; '));
}

function checkAccess(resource: Resource, reply: Reply | undefined): Finding {
  const id = `${resource}-access` as const;
  if (reply?.status === 200) return holds(id, 'a page was read');
  if (reply?.status !== 403) return cannotBeTold(id, reply === undefined ? 'no response' : outcomeOf(reply));
  const action = actionOf(reply);
  return doesNotHold(
    id,
    `${outcomeOf(reply)}${action === undefined ? '' : `: ${action}`}`,
    action === undefined
      ? 'use a key of someone who may manage OAuth clients and grants'
      : `give the key’s owner a role that allows ${action}, or take away the one that denies it`,
  );
}

function checkIam(replies: readonly Reply[]): Finding {
  const refusal = replies.find(({ status }) => status === 403);
  if (!refusal) return cannotBeTold('iam', 'nothing was refused', 'to see it, run this with a key of a lesser role');
  const action = actionOf(refusal);
  if (action !== undefined) return holds('iam', action);
  return doesNotHold('iam', outcomeOf(refusal), 'nothing to set: OAuthForbiddenError has the reason UNKNOWN');
}

/** The action that IAM names in a refusal, as the gateway reads it. */
function actionOf({ json }: Reply): string | undefined {
  return iamRefusalOf({ method: 'GET' }, json, (text) => text)?.requiredAction;
}
