import { expect, test } from 'vitest';
import type { CheckId } from '../../../src/doctor/checks.ts';
import { useInTest } from '../../support/lifetime.ts';
import { SUBJECTS, type Subject } from '../telnyx/subjects.ts';
import { driftsOf } from '../telnyx/tolerated.ts';
import { type Passed, startAlteredTelnyx } from './altered-telnyx.ts';
import { examine } from './run-doctor.ts';

/*
 * What the gateway tolerates, the doctor tells: each value that is not as documented, in the place of each member of
 * the answers that the doctor sees, is in the doctor's line.
 */

interface Row {
  readonly line: CheckId;
  /** As the line names it. */
  readonly member: string;
  readonly value: unknown;
  /** Puts the value into an answer to `path`. */
  readonly put: (path: string, json: Passed['json']) => void;
}

type Holders = (json: Passed['json']) => readonly object[];

/** Where the objects are in answers of the sandbox that have them. */
const HOLDERS: Partial<Record<Subject['type'], Holders>> = {
  OAuthClient: ({ data }) => (Array.isArray(data) ? data : []),
  OAuthGrant: ({ data }) => (Array.isArray(data) ? data : []),
  OAuthAuthorizationServerMetadata: (json) => [json],
  OAuthAgentAuth: ({ agent_auth }) => [agent_auth],
  OAuthAnonymousAgentAuth: ({ agent_auth }) => [agent_auth.anonymous],
  OAuthProtectedResourceMetadata: (json) => [json],
  OAuthJsonWebKey: ({ keys }) => keys.slice(0, 1),
};

/** The doctor looks at clients and grants in their lists. */
const SEEN = SUBJECTS.filter(({ line, route }) => line !== undefined && !route.includes('{'));

const ROWS: readonly Row[] = SEEN.flatMap(({ type, route, within, members, line }) =>
  Object.entries(members).flatMap(([member, kind]) =>
    driftsOf(kind).map((value) => ({
      line: line!,
      member: within + member,
      value,
      put: (path: string, json: Passed['json']) => {
        if (path !== route && path !== `/v2${route}`) return;
        for (const holder of HOLDERS[type]!(json)) Object.assign(holder, { [member]: value });
      },
    })),
  ),
);

/** Rows of different lines can be tried at once. */
const BY_LINE = [...Map.groupBy(ROWS, ({ line }) => line).values()];
const ROUNDS = Array.from({ length: Math.max(...BY_LINE.map((rows) => rows.length)) }, (_, round) =>
  BY_LINE.flatMap((rows) => rows[round] ?? []),
);

test('each member of each answer that the doctor sees has a row', () => {
  const members = SEEN.flatMap((subject) => Object.keys(subject.members).map((member) => subject.within + member));
  expect(new Set(ROWS.map(({ member }) => member))).toEqual(new Set(members));
  expect(ROWS.length).toBeGreaterThan(150);
});

const NAMES = ROUNDS.map((rows) => rows.map(({ member, value }) => `${member}: ${JSON.stringify(value)}`).join(', '));

test.each(ROUNDS.map((rows, round) => [NAMES[round]!, rows] as const))('%s', async (_names, rows) => {
  const telnyx = await useInTest(
    startAlteredTelnyx(({ json }, { path }) => {
      for (const { put } of rows) put(path, json);
    }),
  );
  const { lines } = await examine(telnyx.env);
  for (const { line, member, value } of rows) {
    const what = `${member}: ${JSON.stringify(value)}`;
    const found = lines.find(({ id }) => id === line);
    expect(found, what).toMatchObject({ state: 'does not hold' });
    expect(found!.seen, what).toContain(member);
  }
});
