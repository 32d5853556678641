import { setImmediate } from 'node:timers/promises';
import { type Finding, idOf } from '../findings/find.ts';
import type { FindingFilter } from '../findings/rules.ts';
import { FINDING_CODES, rulesFor, SEVERITIES } from '../findings/rules.ts';
import { ScanTooLargeError } from '../telnyx/errors.ts';
import type { OAuthClient as OAuthClientResource } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { type Connection, connectionOf, windowArgs } from './connection.ts';
import { FEW, ONE_CALL, PAGE } from './cost.ts';
import { OAuthFinding, OAuthFindingCode, OAuthFindingSeverity } from './finding.ts';
import { type Examine, examination } from './findings.ts';

/** A page of findings, and all that it is a page of. */
interface FindingPage extends Connection<Finding> {
  readonly all: readonly Finding[];
}

/** How many findings have a value, for each value that some have. */
function countsOf<T>(page: unknown, values: readonly T[], valueIn: (each: Finding) => T) {
  const counts = new Map<T, number>();
  for (const each of (page as FindingPage).all) counts.set(valueIn(each), (counts.get(valueIn(each)) ?? 0) + 1);
  return values.flatMap((value) => {
    const count = counts.get(value);
    return count === undefined ? [] : [{ value, count }];
  });
}

const COUNT = 'Number of findings, at least 1.';

const OAuthFindingSeverityCount = builder
  .objectRef<{ value: (typeof SEVERITIES)[number]; count: number }>('OAuthFindingSeverityCount')
  .implement({
    description: 'How many findings are equally bad.',
    fields: (t) => ({
      severity: t.expose('value', { type: OAuthFindingSeverity, description: 'How bad they are.' }),
      count: t.exposeInt('count', { description: COUNT }),
    }),
  });

const OAuthFindingCodeCount = builder
  .objectRef<{ value: (typeof FINDING_CODES)[number]; count: number }>('OAuthFindingCodeCount')
  .implement({
    description: 'How many findings have one code.',
    fields: (t) => ({
      code: t.expose('value', { type: OAuthFindingCode, description: 'What they are.' }),
      count: t.exposeInt('count', { description: COUNT }),
    }),
  });

const OAuthFindingConnection = builder.connectionObject(
  {
    type: OAuthFinding,
    name: 'OAuthFindingConnection',
    description: 'Page of findings, and counts of all that match.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'Number of findings in the whole list.',
        resolve: (page) => (page as unknown as FindingPage).all.length,
      }),
      countsBySeverity: t.field({
        type: [OAuthFindingSeverityCount],
        directives: FEW,
        description: 'How many findings of the whole list are how bad, the worst first.',
        resolve: (page) => countsOf(page, SEVERITIES.toReversed(), ({ rule }) => rule.severity),
      }),
      countsByCode: t.field({
        type: [OAuthFindingCodeCount],
        directives: FEW,
        description: 'How many findings of the whole list have which code, in a fixed order.',
        resolve: (page) => countsOf(page, FINDING_CODES, ({ code }) => code),
      }),
    }),
  },
  { name: 'OAuthFindingEdge', description: 'Finding in a page.' },
);

/** The list that cursors are good for. */
function nameOf({ minSeverity, codes }: FindingFilter): string {
  return `oauth_findings ${minSeverity ?? 'LOW'} ${codes ? [...new Set(codes)].toSorted() : ''}`;
}

/** Findings of an account that are listed at the most: they are in memory all at once. */
const MAX_FINDINGS = 50_000;

/** Clients that are looked at before other requests get a turn. */
const AT_ONCE = 100;

async function examineAll(clients: readonly OAuthClientResource[], examine: Examine): Promise<Finding[]> {
  const all: Finding[] = [];
  for (let from = 0; from < clients.length; from += AT_ONCE) {
    if (from > 0) await setImmediate();
    all.push(...clients.slice(from, from + AT_ONCE).flatMap(examine));
    if (all.length > MAX_FINDINGS) {
      throw new ScanTooLargeError(
        `There are more than ${MAX_FINDINGS} findings: ask for some codes, or for worse ones.`,
      );
    }
  }
  return all;
}

builder.queryField('oauthFindings', (t) =>
  t.connection(
    {
      type: OAuthFinding,
      nullable: true,
      directives: { ...ONE_CALL, ...PAGE },
      scans: { minSeverity: ['LOW'], codes: ['GRANT_UNUSED'] },
      scansFor: 'GRANT_UNUSED',
      scansClients: true,
      description:
        'Lists what should be otherwise about the OAuth clients of the account, by client in Telnyx’ order. The ' +
        'operation costs 10 more for each page of the list of clients, and of grants where it looks at those.',
      args: {
        minSeverity: t.arg({
          type: OAuthFindingSeverity,
          defaultValue: 'LOW',
          description: 'Only findings at least as bad.',
        }),
        codes: t.arg({ type: [OAuthFindingCode], maxItems: 50, description: 'Only findings with one of these codes.' }),
      },
      resolve: async (_root, { minSeverity, codes, ...args }, context, info) => {
        const { telnyx, findings } = context;
        await telnyx.authorize('read');
        const filter = { minSeverity, codes };
        const [clients, examine] = await Promise.all([
          telnyx.oauthClients.all(),
          examination(rulesFor(filter, findings), context, info),
        ]);
        const all = await examineAll(clients, examine);
        const list = { name: nameOf(filter), items: all, idOf };
        const page = await telnyx.windowOf(list, windowArgs(args, info));
        return { ...connectionOf(page), all };
      },
    },
    OAuthFindingConnection,
  ),
);
